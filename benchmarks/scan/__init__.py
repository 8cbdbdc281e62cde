"""What a scan of a whole archive costs and finds, beside semhash and rensa; how it grows; what of it is right."""
