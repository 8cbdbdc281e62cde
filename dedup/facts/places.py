"""Countries with their people and capitals: a closed list, so that German and Germany are one place."""

from __future__ import annotations

_COUNTRIES = """
    afghanistan=afghan,afghans|kabul; albania=albanian,albanians|tirana; algeria=algerian,algerians|algiers;
    angola=angolan|luanda; argentina=argentine,argentinian,argentines,argentinians|buenos aires;
    armenia=armenian,armenians|yerevan; australia=australian,australians,aussie|canberra;
    austria=austrian,austrians|vienna; azerbaijan=azerbaijani,azeri,azerbaijanis|baku; bahrain=bahraini|manama;
    bangladesh=bangladeshi,bangladeshis|dhaka; belarus=belarusian,belarusians,byelorussian,belorussian|minsk;
    belgium=belgian,belgians; bolivia=bolivian|la paz; bosnia=bosnian,bosnians,bosnia and herzegovina|sarajevo;
    botswana; brazil=brazilian,brazilians|brasilia; bulgaria=bulgarian,bulgarians|sofia; burma=burmese,myanmar;
    cambodia=cambodian,cambodians|phnom penh; cameroon=cameroonian; canada=canadian,canadians|ottawa; chad=chadian;
    chile=chilean,chileans|santiago; china=chinese|beijing,peking; colombia=colombian,colombians|bogota;
    congo=congolese|kinshasa; costa rica=costa rican; croatia=croatian,croatians,croat,croats|zagreb;
    cuba=cuban,cubans|havana; cyprus=cypriot,cypriots|nicosia; czech republic=czech,czechs,czechia|prague;
    denmark=danish,dane,danes|copenhagen; ecuador=ecuadorian,ecuadorean|quito; egypt=egyptian,egyptians|cairo;
    estonia=estonian,estonians|tallinn; ethiopia=ethiopian,ethiopians|addis ababa; fiji;
    finland=finnish,finn,finns|helsinki; france=french,frenchman,frenchmen,frenchwoman|paris;
    georgia=georgian,georgians|tbilisi; germany=german,germans|berlin; ghana=ghanaian,ghanaians|accra;
    greece=greek,greeks|athens; guatemala=guatemalan; guinea; haiti=haitian,haitians; honduras=honduran;
    hungary=hungarian,hungarians|budapest; iceland=icelandic,icelander,icelanders|reykjavik;
    india=indian,indians|new delhi,delhi; indonesia=indonesian,indonesians|jakarta;
    iran=iranian,iranians|tehran,teheran; iraq=iraqi,iraqis|baghdad; ireland=irish,irishman|dublin;
    israel=israeli,israelis|jerusalem,tel aviv; italy=italian,italians|rome; ivory coast=ivorian;
    jamaica=jamaican,jamaicans; japan=japanese|tokyo; jordan=jordanian,jordanians|amman;
    kazakhstan=kazakh,kazakhs|astana,nur-sultan; kenya=kenyan,kenyans|nairobi; kosovo=kosovar,kosovars|pristina;
    kuwait=kuwaiti,kuwaitis; kyrgyzstan=kyrgyz|bishkek; laos=laotian; latvia=latvian,latvians|riga;
    lebanon=lebanese|beirut; liberia=liberian,liberians|monrovia; libya=libyan,libyans|tripoli;
    lithuania=lithuanian,lithuanians|vilnius; luxembourg; malaysia=malaysian,malaysians|kuala lumpur; mali=malian;
    malta=maltese|valletta; mexico=mexican,mexicans|mexico city; moldova=moldovan|chisinau;
    mongolia=mongolian|ulaanbaatar; montenegro=montenegrin|podgorica; morocco=moroccan,moroccans|rabat; mozambique;
    namibia=namibian; nepal=nepalese,nepali|kathmandu;
    netherlands=dutch,dutchman,dutchmen,holland|the hague,amsterdam;
    new zealand=new zealander,new zealanders|wellington; nicaragua=nicaraguan; nigeria=nigerian,nigerians|abuja;
    north korea=north korean,north koreans|pyongyang; north macedonia=macedonian,macedonia|skopje;
    norway=norwegian,norwegians|oslo; oman=omani|muscat; pakistan=pakistani,pakistanis|islamabad;
    palestine=palestinian,palestinians|ramallah; panama=panamanian; paraguay=paraguayan;
    peru=peruvian,peruvians|lima; philippines=filipino,filipinos,philippine|manila; poland=polish,pole,poles|warsaw;
    portugal=portuguese|lisbon; qatar=qatari|doha; romania=romanian,romanians|bucharest;
    russia=russian,russians,russian federation|moscow,kremlin; rwanda=rwandan|kigali;
    saudi arabia=saudi,saudis,saudi arabian|riyadh; senegal=senegalese|dakar;
    serbia=serbian,serbians,serb,serbs|belgrade; singapore=singaporean; slovakia=slovak,slovaks,slovakian|bratislava;
    slovenia=slovenian,slovenians,slovene,slovenes|ljubljana; somalia=somali,somalian|mogadishu;
    south africa=south african,south africans|pretoria; south korea=south korean,south koreans|seoul;
    soviet union=soviet,soviets,ussr; spain=spanish,spaniard,spaniards|madrid; sri lanka=sri lankan|colombo;
    sudan=sudanese|khartoum; sweden=swedish,swede,swedes|stockholm; switzerland=swiss|bern;
    syria=syrian,syrians|damascus; taiwan=taiwanese|taipei; tajikistan=tajik; tanzania=tanzanian;
    thailand=thai|bangkok; tunisia=tunisian|tunis; turkey=turkish,turk,turks,turkiye|ankara; turkmenistan=turkmen;
    uganda=ugandan|kampala; ukraine=ukrainian,ukrainians|kiev,kyiv,kyjev,kyev;
    united arab emirates=uae,emirati|abu dhabi;
    united kingdom=uk,britain,great britain,british,briton,britons,brit,brits|london,westminster;
    england=english,englishman; scotland=scottish,scots,scot|edinburgh; wales=welsh|cardiff;
    northern ireland|belfast;
    united states=us,usa,america,american,americans,united states of america|washington,white house,pentagon;
    uruguay=uruguayan|montevideo; uzbekistan=uzbek|tashkent; venezuela=venezuelan,venezuelans|caracas;
    vietnam=vietnamese|hanoi; yemen=yemeni,yemenis|sanaa; yugoslavia=yugoslav; zambia=zambian|lusaka;
    zimbabwe=zimbabwean|harare; european union=eu,e.u.|brussels; europe=european,europeans; asia=asian,asians;
    africa=african,africans; bavaria=bavarian,bavarians|munich; saxony=saxon; scandinavia=scandinavian;
    chechnya=chechen,chechens; crimea=crimean; catalonia=catalan,catalans|barcelona; tibet=tibetan,tibetans; arctic;
    antarctica
"""
_OTHERS = """
    new york; los angeles; chicago; houston; boston; philadelphia; san francisco; miami; dallas; seattle; detroit;
    atlanta; toronto; montreal; vancouver; sydney; melbourne; shanghai; hong kong; shenzhen; mumbai; karachi; lahore;
    osaka; istanbul; milan; naples; turin; hamburg; frankfurt; cologne; stuttgart; leipzig; dresden; geneva; zurich;
    basel; manchester; liverpool; birmingham; glasgow; lyon; marseille; seville; valencia; porto; krakow; gdansk;
    brno; ostrava; st petersburg; saint petersburg; novosibirsk; kharkiv; kharkov; odessa; odesa; donetsk; lviv;
    johannesburg; cape town; lagos; rio de janeiro; sao paulo; california; texas; florida; alaska; hawaii; siberia;
    gaza; west bank; middle east; north america; south america; latin america; venice; florence; hiroshima; aleppo;
    mosul; basra; kandahar; salzburg; innsbruck; linz; graz; antwerp; rotterdam; gothenburg
"""


def _read() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for entry in _COUNTRIES.replace("\n", " ").split(";"):
        left, _, capitals = entry.strip().partition("|")
        country, _, people = left.partition("=")
        names[country] = country
        names.update((word.strip(), country) for word in people.split(",") if word)
        for capital in capitals.split(","):
            if capital:
                names[capital] = capital
                seats[capital] = country
    names.update((city.strip(), city.strip()) for city in _OTHERS.replace("\n", " ").split(";"))
    return names, seats


PLACES, SEATS = _read()
"""Name or people of a place, folded, to the place; and a capital to the country its government speaks for."""

SAME = {
    "peking": "beijing", "teheran": "tehran", "kyiv": "kiev", "kyjev": "kiev", "kyev": "kiev", "delhi": "new delhi",
    "saint petersburg": "st petersburg", "kharkov": "kharkiv", "odesa": "odessa", "nur-sultan": "astana",
}  # fmt: skip
"""Two spellings of one city."""

WITHIN = {
    "england": "united kingdom", "scotland": "united kingdom", "wales": "united kingdom", "bavaria": "germany",
    "northern ireland": "united kingdom", "crimea": "ukraine", "soviet union": "russia", "saxony": "germany",
    "catalonia": "spain", "chechnya": "russia", "european union": "europe", "hong kong": "china",
    "texas": "united states",
    "california": "united states", "florida": "united states", "new york": "united states", "gaza": "palestine",
    "west bank": "palestine", "palestine": "israel", "north america": "united states", "siberia": "russia",
}  # fmt: skip
"""Places one of which may stand for the other in a retelling: never a clash."""

LONGEST = 4
"""The most words a place in the list has."""


def related(a: str, b: str) -> bool:
    """Return whether one place may stand for the other: the same, a capital and its state, a part and its whole."""
    one, two = _above(a), _above(b)
    return bool(one & two)


def _above(place: str) -> set[str]:
    chain = {place, SAME.get(place, place)}
    for start in tuple(chain):
        at = start
        while (up := SEATS.get(at) or WITHIN.get(at)) and up not in chain:
            chain.add(up)
            at = up
    return chain
