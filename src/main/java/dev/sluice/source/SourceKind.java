package dev.sluice.source;

import dev.sluice.task.sync.SourceKinds;

/** A kind of source. To add one, write it and name it in {@link SourceKinds}. */
public interface SourceKind {

  /** What settings call it. */
  String type();

  /**
   * Opens a source without looking at it yet: one that cannot be reached can be opened.
   *
   * @throws InvalidSettingsException naming each setting at fault
   */
  Origin open(SourceSettings settings, SourceContext context);
}
