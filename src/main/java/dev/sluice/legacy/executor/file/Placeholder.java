package dev.sluice.legacy.executor.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The ZIP of jobs that have no file: one empty entry, since some agents take no empty ZIP. */
public final class Placeholder {
  /** Also its name. */
  public static final String ID = "none.zip";

  private static final String ENTRY = ".sluice";

  /** Entries need a time; this is the first that ZIP can express, in any time zone. */
  private static final long TIME = 315_619_200_000L;

  private Placeholder() {}

  static byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(ENTRY);
      entry.setTime(TIME);
      zip.putNextEntry(entry);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
