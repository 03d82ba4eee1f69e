package dev.sluice.script;

import dev.sluice.host.protocol.FrameKind;
import dev.sluice.host.protocol.FramePipe;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.text.Utf8;
import dev.sluice.wire.Nesting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a script prints and reports. It blocks while the owner does not read, which slows the
 * script down, and ends the run at its output limit. Used by one thread.
 */
final class ScriptOutput {
  private static final int MAX_FRAME = 256 << 10;
  private static final int MAX_PROGRESS = 64 << 10;

  private final FramePipe pipe;
  private final RunGuard guard;
  private long room;
  private boolean closed;

  ScriptOutput(FramePipe pipe, RunGuard guard, long limit) {
    this.pipe = pipe;
    this.guard = guard;
    this.room = limit;
  }

  Map<String, Object> functions() {
    ProxyExecutable print =
        arguments -> {
          print(arguments[0].asBoolean(), arguments[1].asString());
          return null;
        };
    ProxyExecutable progress = arguments -> progress(arguments[0].asString());
    return Map.of("print", print, "progress", progress);
  }

  void print(boolean toStderr, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    FrameKind kind = toStderr ? FrameKind.STDERR : FrameKind.STDOUT;
    for (int from = 0; from < bytes.length; ) {
      ByteBuffer rest = ByteBuffer.wrap(bytes, from, bytes.length - from);
      int length = Utf8.cutBefore(rest, MAX_FRAME);
      write(kind, bytes, from, length);
      from += length;
    }
  }

  /** Returns why the event is refused, or null. */
  private @Nullable String progress(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PROGRESS) {
      return "longer than " + MAX_PROGRESS + " bytes";
    }
    if (isTooDeep(bytes)) {
      return "nested deeper than " + Nesting.MAX + " levels";
    }
    write(FrameKind.PROGRESS, bytes, 0, bytes.length);
    return null;
  }

  private static boolean isTooDeep(byte[] json) {
    try {
      return Nesting.isTooDeep(json);
    } catch (IOException e) {
      throw new UncheckedIOException("the prelude wrote invalid JSON", e);
    }
  }

  private void write(FrameKind kind, byte[] bytes, int offset, int length) {
    if (closed || guard.ended() != null) {
      return;
    }
    if (length > room) {
      closed = true;
      guard.end(LimitCode.OUTPUT_LIMIT, "the script printed more than its limit");
      return;
    }
    room -= length;
    try {
      pipe.write(kind, bytes, offset, length);
    } catch (IOException ownerGone) {
      Runtime.getRuntime().halt(0);
    }
  }

  /** Drops later output: it belongs to no run. */
  void finish() {
    closed = true;
  }
}
