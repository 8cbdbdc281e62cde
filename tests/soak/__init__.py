"""What is killed, again and again, to see that nothing is lost: `python -m tests.soak`."""
