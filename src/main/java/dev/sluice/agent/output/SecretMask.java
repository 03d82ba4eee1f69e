package dev.sluice.agent.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * Replaces every occurrence of a secret in a stream of bytes by {@code ***}, wherever the reads cut
 * it. Occurrences that overlap are covered by one mask. Bytes are held back only as long as they
 * are the beginning of a secret, so at most one byte less than the longest has. One per stream; not
 * thread-safe.
 */
public final class SecretMask {
  private static final byte[] MASK = {'*', '*', '*'};
  private static final int UNDECIDED = -1;

  private final byte[][] secrets;
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

  /** What may leave now that {@code piece} came; valid until the next call. */
  Piece mask(Piece piece) {
    int length = held + piece.length();
    if (work.length < length) {
      work = Arrays.copyOf(work, length);
    }
    System.arraycopy(piece.array(), piece.offset(), work, held, piece.length());
    return scan(length, false);
  }

  /** What was held back, at the end of the stream. */
  Piece rest() {
    return scan(held, true);
  }

  private Piece scan(int length, boolean last) {
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
    return new Piece(out, 0, written);
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
