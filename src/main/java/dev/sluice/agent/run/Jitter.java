package dev.sluice.agent.run;

/** A source of numbers from 0 to 1 that spreads retries. */
public interface Jitter {
  double next();
}
