package dev.sluice.host;

import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.text.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the class path of task hosts. Sluice's jar contains the engine's jars as files, because a
 * class path cannot name a jar within a jar and only task hosts load them. They are unpacked once,
 * into a directory named after their content.
 */
final class HostClassPath {
  private static final String FOLDER = "task-host/";

  private HostClassPath() {}

  /**
   * @throws HostFailure when the engine's jars cannot be unpacked
   */
  static String of(Path cacheDir) throws HostFailure {
    Path jar = ownLocation();
    if (!Files.isRegularFile(jar)) {
      // Compiled classes, as in tests: the engine is on this class path.
      return System.getProperty(
          "surefire.test.class.path", System.getProperty("java.class.path", ""));
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      List<JarEntry> engine = engine(file);
      if (engine.isEmpty()) {
        throw new HostFailure(jar + " does not contain the engine of task hosts");
      }
      Path unpacked = unpack(file, engine, cacheDir);
      return Stream.concat(
              Stream.of(jar), engine.stream().map(entry -> unpacked.resolve(fileName(entry))))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (HostFailure e) {
      throw e;
    } catch (IOException e) {
      throw new HostFailure(
          "cannot unpack the engine of task hosts into " + cacheDir + ": " + e, e);
    }
  }

  private static Path ownLocation() {
    CodeSource source = HostClassPath.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Path.of("");
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException
        | IllegalArgumentException
        | java.nio.file.FileSystemNotFoundException e) {
      return Path.of("");
    }
  }

  private static List<JarEntry> engine(JarFile file) {
    return file.stream()
        .filter(entry -> entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".jar"))
        .sorted(Comparator.comparing(JarEntry::getName))
        .toList();
  }

  private static String fileName(JarEntry entry) {
    return entry.getName().substring(FOLDER.length());
  }

  private static Path unpack(JarFile file, List<JarEntry> engine, Path cacheDir)
      throws IOException {
    PrivateDirectory.createTrusted(cacheDir);
    Path target = cacheDir.resolve("task-host-" + digest(engine));
    if (isComplete(target, engine)) {
      return target;
    }
    Path fresh = Files.createTempDirectory(cacheDir, "unpacking-");
    for (JarEntry entry : engine) {
      try (InputStream in = file.getInputStream(entry)) {
        Files.copy(in, fresh.resolve(fileName(entry)));
      }
    }
    return publish(fresh, target, engine);
  }

  /** Another process may publish at the same time: the first one wins, with the same content. */
  private static Path publish(Path fresh, Path target, List<JarEntry> engine) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException taken) {
      if (!isComplete(target, engine)) {
        // Files were deleted. Replace each file by itself, since hosts may be reading the others.
        for (JarEntry entry : engine) {
          String name = fileName(entry);
          Files.move(
              fresh.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      DirectoryTree.delete(fresh);
    }
    return target;
  }

  private static boolean isComplete(Path directory, List<JarEntry> engine) throws IOException {
    for (JarEntry entry : engine) {
      Path file = directory.resolve(fileName(entry));
      if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
        return false;
      }
    }
    return true;
  }

  private static String digest(List<JarEntry> engine) {
    Sha256 sha = new Sha256();
    for (JarEntry entry : engine) {
      sha.add(entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n');
    }
    return sha.hex().substring(0, 16);
  }
}
