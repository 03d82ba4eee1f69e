package dev.sluice.fields;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Describes errors of Jackson's parsers to the author of the text. */
public final class SyntaxErrors {
  private SyntaxErrors() {}

  /** As {@code " at line 2, column 7"}; empty if the place is unknown. */
  public static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** As {@code is not JSON at line 2, column 7: Unexpected character}. */
  public static String notJson(JsonProcessingException e) {
    // The other lines of Jackson's text repeat the source and the location.
    String reason = e.getOriginalMessage().lines().findFirst().orElse("no detail");
    return "is not JSON" + where(e) + ": " + reason;
  }
}
