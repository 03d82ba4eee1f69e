package dev.sluice.app;

import dev.sluice.cli.console.ProcessControl;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** This process and its signals. */
final class UnixProcess implements ProcessControl {
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  @Override
  public Registration onInterrupt(Runnable handler) {
    List<Runnable> undo = new ArrayList<>();
    for (String name : SIGNALS) {
      Signal signal = new Signal(name);
      try {
        SignalHandler before = Signal.handle(signal, received -> handler.run());
        undo.add(() -> Signal.handle(signal, before));
      } catch (IllegalArgumentException e) {
        // The JVM or the platform keeps this one for itself (-Xrs, Windows).
      }
    }
    return () -> undo.forEach(Runnable::run);
  }

  @Override
  public void exitNow(int code) {
    Runtime.getRuntime().halt(code);
  }
}
