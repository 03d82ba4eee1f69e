package dev.sluice.task;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.form.BundleReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** ZIPs that are in memory. */
public final class Zips {
  private Zips() {}

  /**
   * @throws UncheckedIOException when this machine has no room for what is unpacked
   */
  public static Report read(BundleReader reader, byte[] zip) {
    try {
      return reader.readZip(new ByteArrayInputStream(zip));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
