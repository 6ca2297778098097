/* A simulated runner with chosen faults and sensors, and the exact truth (METHODS in README.md of this folder). */
#ifndef RF_SIMULATE_H
#define RF_SIMULATE_H
#endif
