package dev.sluice.job.submit;

import java.util.List;

/** The operations of a server that knows no tasks. */
public final class ExecOnly {
  private ExecOnly() {}

  public static Operations operations() {
    return new Operations(List.of(new ExecOperation()));
  }
}
