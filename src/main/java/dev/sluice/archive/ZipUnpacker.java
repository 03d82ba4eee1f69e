package dev.sluice.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a ZIP into a directory that no other process writes to. No entry leads out of the
 * directory, overwrites a file, or is written through a link: links are made last. Sizes that the
 * ZIP declares are not trusted, the written bytes count.
 */
public final class ZipUnpacker {
  private static final int BUFFER = 64 << 10;
  private static final int LONGEST_TARGET = 4_096;

  private final Path into;
  private final ArchiveLimits limits;
  private final Meter meter;
  private final byte[] buffer = new byte[BUFFER];
  private final Set<Path> directories = new HashSet<>();
  private final Map<Path, String> links = new LinkedHashMap<>();
  private long packed;
  private long inflated;
  private long files;

  /** What was unpacked. */
  public record Unpacked(long files, long bytes) {}

  private ZipUnpacker(Path into, ArchiveLimits limits, Meter meter) {
    this.into = into;
    this.limits = limits;
    this.meter = meter;
    directories.add(into);
  }

  /**
   * Unpacks {@code zip}; what was written before a failure stays.
   *
   * @throws RefusedArchiveException if the ZIP is damaged, unsafe, or exceeds the limits
   * @throws IOException if the files cannot be written, as on a full disk
   */
  public static Unpacked unpack(Path zip, Path into, ArchiveLimits limits, Meter meter)
      throws IOException {
    return new ZipUnpacker(into, limits, meter).unpack(zip);
  }

  /** Whether the file begins as a ZIP does, an empty one included. */
  public static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
    }
  }

  private Unpacked unpack(Path zip) throws IOException {
    packed = Files.size(zip);
    try (FileChannel channel = FileChannel.open(zip);
        ZipFile file = open(channel)) {
      for (ZipArchiveEntry entry : Collections.list(file.getEntriesInPhysicalOrder())) {
        place(file, entry);
      }
    }
    for (Map.Entry<Path, String> link : links.entrySet()) {
      try {
        Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
      } catch (FileAlreadyExistsException e) {
        throw clash(into.relativize(link.getKey()).toString());
      } catch (InvalidPathException e) {
        throw unsafeLink(into.relativize(link.getKey()).toString());
      }
    }
    return new Unpacked(files, inflated);
  }

  private ZipFile open(FileChannel channel) throws IOException {
    GuardedChannel guarded = new GuardedChannel(channel, limits.entries());
    try {
      ZipFile file =
          ZipFile.builder()
              .setSeekableByteChannel(guarded)
              .setCharset(StandardCharsets.UTF_8)
              .setUseUnicodeExtraFields(true)
              .setIgnoreLocalFileHeader(true)
              .get();
      guarded.directoryRead();
      return file;
    } catch (IOException | RuntimeException e) {
      RefusedArchiveException refusal = guarded.refusal();
      throw refusal != null
          ? refusal
          : new RefusedArchiveException("malformed_zip", "is not a ZIP, or is damaged");
    }
  }

  private void place(ZipFile file, ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    List<String> parts = EntryPath.parts(name, limits.depth());
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw RefusedArchiveException.entry("encrypted", name, "is encrypted");
    }
    meter.moved(0);
    int type = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
    if (entry.isDirectory() || type == UnixStat.DIR_FLAG) {
      setMode(directory(name, parts), entry.getUnixMode() | 0700);
      return;
    }
    if (parts.isEmpty()) {
      throw clash(name);
    }
    Path target = child(directory(name, parts.subList(0, parts.size() - 1)), parts, name);
    if (type == UnixStat.LINK_FLAG) {
      link(file, entry, target, parts.size() - 1);
    } else if (type == 0 || type == UnixStat.FILE_FLAG) {
      write(file, entry, target);
    } else {
      throw RefusedArchiveException.entry(
          "special_file", name, "is neither a file nor a directory nor a link");
    }
  }

  /** Creates the directory and those above it; each is a real one. */
  private Path directory(String name, List<String> parts) throws IOException {
    Path directory = into;
    for (int i = 0; i < parts.size(); i++) {
      directory = child(directory, parts.subList(0, i + 1), name);
      if (directories.add(directory)) {
        try {
          Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
          if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw clash(name);
          }
        }
      }
    }
    return directory;
  }

  private static Path child(Path directory, List<String> parts, String name)
      throws RefusedArchiveException {
    try {
      return directory.resolve(parts.get(parts.size() - 1));
    } catch (InvalidPathException e) {
      throw RefusedArchiveException.entry("unsafe_path", name, "is no path on this machine");
    }
  }

  private static RefusedArchiveException clash(String name) {
    return RefusedArchiveException.entry(
        "duplicate_entry", name, "has the name of another entry on this machine");
  }

  private void link(ZipFile file, ZipArchiveEntry entry, Path at, int depth) throws IOException {
    byte[] bytes;
    try (InputStream in = contentOf(file, entry)) {
      bytes = in.readNBytes(LONGEST_TARGET + 1);
    } catch (IOException | RuntimeException e) {
      throw damaged(entry.getName(), e);
    }
    String target = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_TARGET || !EntryPath.staysInside(target, depth)) {
      throw unsafeLink(entry.getName());
    }
    if (links.put(at, target) != null) {
      throw clash(entry.getName());
    }
  }

  private static RefusedArchiveException unsafeLink(String name) {
    return RefusedArchiveException.entry(
        "unsafe_link", name, "is a link that leads out of the archive");
  }

  private void write(ZipFile file, ZipArchiveEntry entry, Path target) throws IOException {
    try (InputStream in = contentOf(file, entry);
        OutputStream out =
            Files.newOutputStream(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CRC32 crc = new CRC32();
      for (int count = read(in, entry); count >= 0; count = read(in, entry)) {
        inflated += count;
        checkSize(entry.getName());
        meter.moved(count);
        crc.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
      if (entry.getCrc() >= 0 && crc.getValue() != entry.getCrc()) {
        throw damaged(entry.getName(), null);
      }
    } catch (FileAlreadyExistsException e) {
      throw clash(entry.getName());
    }
    files++;
    if (entry.getUnixMode() != 0) {
      setMode(target, entry.getUnixMode() | 0600);
    }
    FileTime modified = entry.getLastModifiedTime();
    if (modified != null && modified.toMillis() > 0) {
      Files.setLastModifiedTime(target, modified);
    }
  }

  private static InputStream contentOf(ZipFile file, ZipArchiveEntry entry)
      throws RefusedArchiveException {
    int method = entry.getMethod();
    if (method != ZipMethod.DEFLATED.getCode() && method != ZipMethod.STORED.getCode()) {
      throw RefusedArchiveException.entry(
          "unsupported_method", entry.getName(), "is compressed by method " + method);
    }
    try {
      return file.getInputStream(entry);
    } catch (IOException | RuntimeException e) {
      throw damaged(entry.getName(), e);
    }
  }

  /** A failure to read is the fault of the ZIP, a failure to write that of this machine. */
  private int read(InputStream in, ZipArchiveEntry entry) throws RefusedArchiveException {
    try {
      return in.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw damaged(entry.getName(), e);
    }
  }

  private static RefusedArchiveException damaged(String name, @Nullable Exception cause) {
    if (cause instanceof RefusedArchiveException refusal) {
      return refusal;
    }
    return RefusedArchiveException.entry("malformed_zip", name, "is damaged");
  }

  private void checkSize(String name) throws RefusedArchiveException {
    if (inflated > limits.bytes()) {
      throw RefusedArchiveException.entry(
          "too_large", name, "makes more than " + limits.bytes() + " bytes of it all");
    }
    if (inflated > ArchiveLimits.ANY_RATIO && inflated / limits.ratio() > packed) {
      throw RefusedArchiveException.entry(
          "zip_bomb", name, "inflates it to more than " + limits.ratio() + " times its size");
    }
  }

  /**
   * Keeps the permissions of a mode. The bits for another identity (setuid, setgid) are dropped.
   */
  private static void setMode(Path path, int mode) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, Modes.permissions(mode));
    }
  }
}
