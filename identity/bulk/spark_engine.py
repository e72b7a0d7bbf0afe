"""The bulk scoring on Spark: for files beyond one machine, and in local mode to try it."""



