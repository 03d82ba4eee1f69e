package dev.sluice.e2e;

/** The two ways to stop a server. */
enum Stopping {
  SIGTERM {
    @Override
    void stop(SluiceProcess process) {
      process.terminate();
    }
  },
  SIGKILL {
    @Override
    void stop(SluiceProcess process) {
      process.kill();
    }
  };

  abstract void stop(SluiceProcess process);
}
