package dev.sluice.agent.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * Replaces every occurrence of a secret in a stream of bytes by {@code ***}, also one that is split
 * over several reads. One mask covers occurrences that overlap. Bytes are held back only while they
 * are the start of a secret: at most one byte less than the longest secret. One instance per
 * stream, for one thread.
 */
public final class SecretMask {
  private static final byte[] MASK = {'*', '*', '*'};
  private static final int UNDECIDED = -1;

  private final byte[][] secrets;

  /** Whether a secret starts with the byte. */
  private final boolean[] starts = new boolean[256];

  private byte[] work = new byte[0];
  private byte[] out = new byte[0];
  private int held;
  private int written;

  /** How many of the next bytes belong to an occurrence whose mask is already written. */
  private int covered;

  public SecretMask(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
            .sorted(Comparator.comparingInt((byte[] secret) -> secret.length).reversed())
            .toArray(byte[][]::new);
    for (byte[] secret : this.secrets) {
      starts[secret[0] & 0xff] = true;
    }
  }

  boolean masksNothing() {
    return secrets.length == 0;
  }

  /** Consumes {@code bytes}; returns what may leave now, valid until the next call. */
  ByteBuffer mask(ByteBuffer bytes) {
    int added = bytes.remaining();
    if (work.length < held + added) {
      work = Arrays.copyOf(work, held + added);
    }
    bytes.get(work, held, added);
    return scan(held + added, false);
  }

  /** Returns what was held back, at the end of the stream. */
  ByteBuffer rest() {
    return scan(held, true);
  }

  private ByteBuffer scan(int length, boolean last) {
    written = 0;
    int at = 0;
    while (at < length) {
      int match = starts[work[at] & 0xff] ? longestMatch(at, length, last) : 0;
      if (match == UNDECIDED) {
        break;
      }
      if (match > 0 && covered == 0) {
        write(MASK, 0, MASK.length);
      }
      covered = Math.max(covered, match);
      if (covered > 0) {
        covered--;
        at++;
      } else {
        int from = at++;
        while (at < length && !starts[work[at] & 0xff]) {
          at++;
        }
        write(work, from, at - from);
      }
    }
    held = length - at;
    System.arraycopy(work, at, work, 0, held);
    return ByteBuffer.wrap(out, 0, written);
  }

  private int longestMatch(int at, int length, boolean last) {
    int available = length - at;
    for (byte[] secret : secrets) {
      int compared = Math.min(available, secret.length);
      if (Arrays.equals(work, at, at + compared, secret, 0, compared)) {
        if (compared == secret.length) {
          return compared;
        }
        if (!last) {
          return UNDECIDED;
        }
      }
    }
    return 0;
  }

  private void write(byte[] bytes, int offset, int length) {
    if (out.length < written + length) {
      out = Arrays.copyOf(out, Math.max(written + length, out.length * 2));
    }
    System.arraycopy(bytes, offset, out, written, length);
    written += length;
  }
}
