package dev.sluice.agent;

/** A source of numbers from 0 to 1 that spreads retries. */
interface Jitter {
  double next();
}
