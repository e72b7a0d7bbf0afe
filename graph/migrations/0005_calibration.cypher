// What judged pairs say about the weights of one model; every process shows the same probabilities.
CREATE CONSTRAINT calibration_name IF NOT EXISTS
FOR (n:Calibration) REQUIRE n.name IS UNIQUE;
