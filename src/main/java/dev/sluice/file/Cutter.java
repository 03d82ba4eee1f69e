package dev.sluice.file;

import dev.sluice.text.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts content into chunks as it arrives, and computes its length and digest. */
final class Cutter {
  private final Sha256 digest = new Sha256();
  private byte[] chunk = new byte[GridChunks.SIZE];
  private int filled;
  private long size;

  /** The chunks that are full now. */
  List<byte[]> add(Buffer part) {
    List<byte[]> full = new ArrayList<>();
    int at = 0;
    while (at < part.length()) {
      int length = Math.min(part.length() - at, chunk.length - filled);
      part.getBytes(at, at + length, chunk, filled);
      at += length;
      filled += length;
      if (filled == chunk.length) {
        full.add(take());
      }
    }
    size += part.length();
    return full;
  }

  /** The last chunk, which is shorter than the others; none if they hold all. */
  List<byte[]> rest() {
    return filled == 0 ? List.of() : List.of(take());
  }

  private byte[] take() {
    byte[] taken = filled == chunk.length ? chunk : Arrays.copyOf(chunk, filled);
    digest.add(taken);
    chunk = new byte[GridChunks.SIZE];
    filled = 0;
    return taken;
  }

  /** Bytes so far. */
  long size() {
    return size;
  }

  /** Of all chunks taken; called once, at the end. */
  String sha256() {
    return digest.hex();
  }
}
