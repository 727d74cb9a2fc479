"""The arithmetic: logs as arrays, statistical models of them, and the verdicts on each."""
