package dev.sluice.bundle;

/** What a stranger wrote, fit to stand in a message. */
public final class Quoted {
  private static final int MOST = 60;

  private Quoted() {}

  public static String of(String text) {
    String shown = text.length() > MOST ? text.substring(0, MOST) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
