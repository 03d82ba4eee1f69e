package dev.sluice.store.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongToIntFunction;

/** A file as the disk has it, and the changes of which the disk may have some. */
final class NotedFile {
  private static final int SECTOR = 512;

  private byte[] forced = {};
  private final List<Change> unforced = new ArrayList<>();

  /** Bytes written at a position, or the file cut there. */
  private record Change(byte[] bytes, int position, boolean cuts) {
    int lengthAfter(int before) {
      return cuts ? Math.min(before, position) : Math.max(before, position + bytes.length);
    }
  }

  void write(ByteBuffer bytes, long position) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    unforced.add(new Change(copy, (int) position, false));
  }

  void truncate(long size) {
    unforced.add(new Change(new byte[0], (int) size, true));
  }

  void force() {
    int all = unforced.size();
    forced = after(all, sector -> all);
    unforced.clear();
  }

  /**
   * What the disk may have: at random all changes up to one; or the length after one change, and
   * some or all sectors as they were after any change.
   */
  byte[] afterLoss(Random random) {
    int all = unforced.size();
    int changes = random.nextInt(all + 1);
    double share = new double[] {0, 0.1, 1}[random.nextInt(3)];
    if (share == 0) {
      return after(changes, sector -> changes);
    }
    Map<Long, Integer> chosen = new HashMap<>();
    return after(
        random.nextBoolean() ? all : changes,
        sector ->
            chosen.computeIfAbsent(
                sector, one -> random.nextDouble() < share ? random.nextInt(all + 1) : all));
  }

  /** The length is that after so many changes, and each sector as after so many of its own. */
  private byte[] after(int changes, LongToIntFunction ofSector) {
    int length = forced.length;
    int longest = length;
    int result = length;
    for (int i = 0; i < unforced.size(); i++) {
      length = unforced.get(i).lengthAfter(length);
      longest = Math.max(longest, length);
      result = i < changes ? length : result;
    }
    byte[] content = Arrays.copyOf(forced, longest);
    for (int i = 0; i < unforced.size(); i++) {
      apply(unforced.get(i), i, content, ofSector);
    }
    return Arrays.copyOf(content, result);
  }

  private static void apply(Change change, int i, byte[] content, LongToIntFunction ofSector) {
    int at = change.position;
    int end = change.cuts ? content.length : at + change.bytes.length;
    while (at < end) {
      int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
      if (i < ofSector.applyAsInt(at / SECTOR)) {
        if (change.cuts) {
          Arrays.fill(content, at, next, (byte) 0);
        } else {
          System.arraycopy(change.bytes, at - change.position, content, at, next - at);
        }
      }
      at = next;
    }
  }
}
