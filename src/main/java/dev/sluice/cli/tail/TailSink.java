package dev.sluice.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where the events of a stream go, each exactly once. */
public interface TailSink {
  void event(String type, @Nullable String id, JsonNode data);

  /** Nothing more is at hand right now, so what there is should be seen. */
  void flush();
}
