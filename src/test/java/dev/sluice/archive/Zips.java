package dev.sluice.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Builds ZIPs, hostile ones too. */
public final class Zips {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

  public static Zips aZip() {
    return new Zips();
  }

  Zips zip64() {
    zip.setUseZip64(Zip64Mode.Always);
    return this;
  }

  public Zips file(String name, String text) throws IOException {
    return entry(name, UnixStat.FILE_FLAG | 0644, text.getBytes(StandardCharsets.UTF_8));
  }

  public Zips entry(String name, int mode, byte[] content) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setUnixMode(mode);
    zip.putArchiveEntry(entry);
    zip.write(content);
    zip.closeArchiveEntry();
    return this;
  }

  public Zips link(String name, String target) throws IOException {
    return entry(name, UnixStat.LINK_FLAG | 0777, target.getBytes(StandardCharsets.UTF_8));
  }

  /** An entry without a Unix mode, as of Windows. */
  Zips plain(String name, String text) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    zip.putArchiveEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeArchiveEntry();
    return this;
  }

  Zips zeros(String name, int mib) throws IOException {
    zip.putArchiveEntry(new ZipArchiveEntry(name));
    for (int i = 0; i < mib; i++) {
      zip.write(new byte[1 << 20]);
    }
    zip.closeArchiveEntry();
    return this;
  }

  public byte[] bytes() throws IOException {
    zip.finish();
    return bytes.toByteArray();
  }

  Path in(Path directory) throws IOException {
    return Files.write(directory.resolve("test.zip"), bytes());
  }
}
