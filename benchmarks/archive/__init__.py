"""What an archive costs and finds: `python -m benchmarks.archive --data FOLDER`."""
