package dev.sluice.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Makes a ZIP of a directory while it is sent: nothing of it is kept. It follows no link, not even
 * one that a process puts in the place of a directory meanwhile. Links that stay inside are packed
 * as links; others are left out, and so are sockets, pipes and devices.
 */
public final class ZipPacker {
  private static final int BUFFER = 64 << 10;

  private final Path root;
  private final Function<String, Choice> choice;
  private final ArchiveLimits limits;
  private final Meter meter;
  private final ZipArchiveOutputStream zip;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private int entries;
  private long bytes;
  private long files;
  private long leftOut;

  /** What becomes of a file or directory. */
  public enum Choice {
    /** It is packed, a directory with what is in it. */
    TAKE,
    /** A directory is looked into; a file is packed if its directory is. */
    LOOK,
    /** It is not packed, and a directory is not looked into. */
    SKIP
  }

  /**
   * What was packed.
   *
   * @param files and links
   * @param bytes of the files, uncompressed
   * @param leftOut links that lead out, and files of other kinds
   */
  public record Packed(long files, long bytes, long leftOut) {}

  private ZipPacker(
      Path root,
      Function<String, Choice> choice,
      ArchiveLimits limits,
      OutputStream out,
      Meter meter) {
    this.root = root;
    this.choice = choice;
    this.limits = limits;
    this.meter = meter;
    this.zip = new ZipArchiveOutputStream(out);
    zip.setUseZip64(Zip64Mode.AsNeeded);
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /**
   * Packs what is chosen of a directory.
   *
   * @param choice by the path below {@code root}, with slashes
   * @param out stays open
   * @throws RefusedArchiveException if a file cannot be read, or there are too many of them
   * @throws IOException if {@code out} cannot be written
   */
  public static Packed pack(
      Path root,
      Function<String, Choice> choice,
      ArchiveLimits limits,
      OutputStream out,
      Meter meter)
      throws IOException {
    ZipPacker packer = new ZipPacker(root, choice, limits, out, meter);
    try (SecureDirectoryStream<Path> top = packer.open(root)) {
      packer.walk(top, "", 0, false);
    }
    packer.zip.finish();
    packer.zip.flush();
    return new Packed(packer.files, packer.bytes, packer.leftOut);
  }

  private SecureDirectoryStream<Path> open(Path directory) throws IOException {
    try {
      return secure(Files.newDirectoryStream(directory), "");
    } catch (IOException e) {
      throw unreadable("", e);
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, String path)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new RefusedArchiveException(
        "unreadable", "cannot be made: this system cannot read " + path + " without links");
  }

  private void walk(SecureDirectoryStream<Path> directory, String prefix, int depth, boolean taken)
      throws IOException {
    if (depth >= limits.depth()) {
      throw new RefusedArchiveException(
          "path_too_long", "cannot have " + prefix + ": it is too deep");
    }
    for (Path name : names(directory, prefix)) {
      String path = prefix + name;
      Choice chosen = choice.apply(path);
      if (chosen != Choice.SKIP) {
        boolean take = taken || chosen == Choice.TAKE;
        pack(directory, name, path, depth, take);
      }
    }
  }

  private static List<Path> names(DirectoryStream<Path> directory, String prefix)
      throws IOException {
    List<Path> names = new ArrayList<>();
    try {
      directory.forEach(path -> names.add(path.getFileName()));
    } catch (DirectoryIteratorException e) {
      throw unreadable(
          prefix, Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
    }
    Collections.sort(names);
    return names;
  }

  private void pack(
      SecureDirectoryStream<Path> directory, Path name, String path, int depth, boolean take)
      throws IOException {
    PosixFileAttributes attributes = attributes(directory, name, path);
    if (attributes.isDirectory()) {
      if (take) {
        put(entry(path + "/", UnixStat.DIR_FLAG, attributes), new byte[0]);
      }
      try (SecureDirectoryStream<Path> inner = enter(directory, name, path)) {
        walk(inner, path + "/", depth + 1, take);
      }
    } else if (take && attributes.isSymbolicLink()) {
      link(path, depth, attributes);
    } else if (take && attributes.isRegularFile() && isPackable(path)) {
      file(directory, name, entry(path, UnixStat.FILE_FLAG, attributes), attributes.size());
    } else if (take) {
      leftOut++;
    }
  }

  /** Whether the name can be unpacked elsewhere. */
  private boolean isPackable(String path) {
    try {
      EntryPath.parts(path, limits.depth());
      return true;
    } catch (RefusedArchiveException e) {
      return false;
    }
  }

  private static PosixFileAttributes attributes(
      SecureDirectoryStream<Path> directory, Path name, String path) throws IOException {
    try {
      return directory
          .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static SecureDirectoryStream<Path> enter(
      SecureDirectoryStream<Path> directory, Path name, String path) throws IOException {
    try {
      return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private void link(String path, int depth, PosixFileAttributes attributes) throws IOException {
    String target;
    try {
      target = Files.readSymbolicLink(root.resolve(path)).toString();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    if (!EntryPath.staysInside(target, depth) || !isPackable(path)) {
      leftOut++;
      return;
    }
    put(entry(path, UnixStat.LINK_FLAG, attributes), target.getBytes(StandardCharsets.UTF_8));
    files++;
  }

  private ZipArchiveEntry entry(String name, int type, PosixFileAttributes attributes)
      throws RefusedArchiveException {
    entries++;
    if (entries > limits.entries()) {
      throw new RefusedArchiveException(
          "too_many_entries", "may have " + limits.entries() + " entries, would have more");
    }
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setUnixMode(type | Modes.mode(attributes.permissions()));
    entry.setLastModifiedTime(attributes.lastModifiedTime());
    return entry;
  }

  /** Writes an entry that is not compressed, whose size the stream needs beforehand. */
  private void put(ZipArchiveEntry entry, byte[] content) throws IOException {
    meter.moved(0);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipArchiveEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putArchiveEntry(entry);
    zip.write(content);
    zip.closeArchiveEntry();
  }

  private void file(
      SecureDirectoryStream<Path> directory, Path name, ZipArchiveEntry entry, long size)
      throws IOException {
    String path = entry.getName();
    entry.setMethod(ZipArchiveEntry.DEFLATED);
    entry.setSize(size);
    try (SeekableByteChannel in = content(directory, name, path)) {
      zip.putArchiveEntry(entry);
      while (read(in, path) >= 0) {
        bytes += buffer.position();
        if (bytes > limits.bytes()) {
          throw new RefusedArchiveException(
              "too_large", "may have " + limits.bytes() + " bytes, " + path + " makes it more");
        }
        meter.moved(buffer.position());
        zip.write(buffer.array(), 0, buffer.position());
      }
      zip.closeArchiveEntry();
    }
    files++;
  }

  private static SeekableByteChannel content(
      SecureDirectoryStream<Path> directory, Path name, String path) throws IOException {
    try {
      return directory.newByteChannel(
          name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private int read(SeekableByteChannel in, String path) throws IOException {
    buffer.clear();
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static RefusedArchiveException unreadable(String path, IOException cause) {
    return new RefusedArchiveException(
        "unreadable",
        "cannot have %s: %s".formatted(path.isEmpty() ? "the directory" : path, reason(cause)));
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    return cause instanceof NoSuchFileException ? "it is gone" : cause.toString();
  }
}
