"""What every package may use, and what knows nothing of SlapOS's programs: processes, files, times, errors, connections."""
