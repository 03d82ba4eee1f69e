package dev.sluice.archive;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Unix modes and the permissions of the JDK, which declares them in the order of the bits. */
final class Modes {
  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  private Modes() {}

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((mode >> (BITS.length - 1 - i) & 1) == 1) {
        all.add(BITS[i]);
      }
    }
    return all;
  }

  static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission bit : permissions) {
      mode |= 1 << (BITS.length - 1 - bit.ordinal());
    }
    return mode;
  }
}
