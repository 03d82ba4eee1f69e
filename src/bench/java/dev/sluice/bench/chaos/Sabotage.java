package dev.sluice.bench.chaos;

/** Faults that no server and no agent may have, to prove that each check can fail. */
final class Sabotage {
  static final Sabotage NONE = new Sabotage();

  Relay.Tamper betweenClientAndServer() {
    return Relay.Tamper.NONE;
  }

  Relay.Tamper betweenAgentAndServer(String agent) {
    return Relay.Tamper.NONE;
  }
}
