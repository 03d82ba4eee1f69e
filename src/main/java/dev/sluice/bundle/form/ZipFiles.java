package dev.sluice.bundle.form;

import dev.sluice.bundle.BundleLimits;
import dev.sluice.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of a task in a ZIP, at its root or under one folder. Nothing is unpacked to disk.
 * Declared sizes can refuse a ZIP but not admit it: reading counts the inflated bytes.
 */
final class ZipFiles implements TaskFiles, AutoCloseable {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  /** Entries up to this size may have any ratio. */
  private static final long SMALL = 64 << 10;

  private final ZipFile zip;
  private final BundleLimits limits;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
  private final String root;
  private long inflated;

  /**
   * @throws RefusedFileException if the file is not a ZIP, is unsafe, or exceeds the limits
   */
  ZipFiles(Path file, BundleLimits limits) throws IOException {
    this.limits = limits;
    zip = open(file);
    try {
      ZipModes.check(file);
      index();
      root = root();
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      // In the JDK's exceptions, only the message tells an encrypted entry from a damaged one.
      if (String.valueOf(e.getMessage()).contains("encrypted")) {
        throw new RefusedFileException("encrypted", "holds an encrypted entry");
      }
      throw new RefusedFileException("malformed_zip", "is not a ZIP, or is damaged");
    }
  }

  private void index() throws IOException {
    if (zip.size() > limits.files()) {
      throw new RefusedFileException(
          "too_many_files", "may hold " + limits.files() + " entries, holds " + zip.size());
    }
    long declared = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      checkName(entry.getName());
      declared += Math.max(0, entry.getSize());
      if (declared > limits.inflated() || isBomb(entry)) {
        throw bomb();
      }
      if (entries.put(entry.getName(), entry) != null) {
        throw new RefusedFileException(
            "duplicate_entry", "holds \"" + Printable.excerpt(entry.getName()) + "\" twice");
      }
    }
  }

  private static void checkName(String name) throws RefusedFileException {
    boolean unsafe =
        name.isEmpty()
            || name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.indexOf('\0') >= 0
            || DRIVE.matcher(name).matches()
            || List.of(name.split("/", -1)).contains("..");
    if (unsafe) {
      throw new RefusedFileException(
          "unsafe_path", "holds \"" + Printable.excerpt(name) + "\", which points outside the ZIP");
    }
  }

  private boolean isBomb(ZipEntry entry) {
    return entry.getSize() > SMALL
        && entry.getSize() / Math.max(1, entry.getCompressedSize()) > limits.ratio();
  }

  private static RefusedFileException bomb() {
    return new RefusedFileException("zip_bomb", "inflates to more than a task may have");
  }

  /** The outermost folder that holds a task; empty for the root. */
  private String root() throws RefusedFileException {
    List<String> folders = folders(Set.of(FilesReader.METADATA, LegacyTask.METADATA));
    if (folders.isEmpty()) {
      folders = folders(Set.of(FilesReader.SCRIPT));
    }
    if (folders.size() > 1 && depth(folders.get(0)) == depth(folders.get(1))) {
      throw new RefusedFileException("several_tasks", "holds more than one task");
    }
    return folders.isEmpty() ? "" : folders.get(0);
  }

  /** The folders that hold one of {@code markers}, the outermost first. */
  private List<String> folders(Set<String> markers) {
    return entries.keySet().stream()
        .filter(name -> markers.contains(name.substring(name.lastIndexOf('/') + 1)))
        .filter(name -> !name.startsWith("__MACOSX/"))
        .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
        .distinct()
        .sorted(Comparator.comparingLong(ZipFiles::depth))
        .toList();
  }

  private static long depth(String folder) {
    return folder.chars().filter(c -> c == '/').count();
  }

  @Override
  public boolean has(String name) {
    return entries.containsKey(root + name);
  }

  @Override
  public byte[] read(String name, long limit) throws IOException {
    ZipEntry entry = entries.get(root + name);
    if (entry == null) {
      throw new NoSuchFileException(name);
    }
    long most = Math.min(limit, limits.inflated() - inflated);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(Math.toIntExact(most + 1));
      inflated += bytes.length;
      if (inflated > limits.inflated()) {
        throw bomb();
      }
      if (bytes.length > limit) {
        throw new RefusedFileException("too_large", "may have " + limit + " bytes, has more");
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new RefusedFileException("malformed_zip", "is damaged inside the ZIP");
    }
  }

  @Override
  public List<String> tests() {
    String tests = root + "tests/";
    return entries.keySet().stream()
        .filter(name -> name.startsWith(tests) && name.endsWith(".json"))
        .filter(name -> name.indexOf('/', tests.length()) < 0)
        .map(name -> name.substring(root.length()))
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
