package dev.sluice.bench.registry;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.DoubleStream;

/**
 * Baseline: the time to read the attributes, or the content, of all files of a tree.
 *
 * @param the number of files
 * @param their total size
 * @param statMillis to read the attributes of each
 * @param readMillis to read each
 */
record TreeWalk(int files, long bytes, double statMillis, double readMillis) {
  private static final int TIMES = 5;

  /** The medians of several walks, after one walk that fills the page cache. */
  static TreeWalk of(Path root) throws IOException {
    Walker last = walk(root, true);
    double[] stat = new double[TIMES];
    double[] read = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      stat[i] = walk(root, false).millis;
      read[i] = walk(root, true).millis;
    }
    return new TreeWalk(last.files, last.bytes, median(stat), median(read));
  }

  private static Walker walk(Path root, boolean reads) throws IOException {
    Walker walker = new Walker(reads);
    long began = System.nanoTime();
    Files.walkFileTree(root, walker);
    walker.millis = (System.nanoTime() - began) / 1e6;
    return walker;
  }

  static double median(double... values) {
    return DoubleStream.of(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
  }

  private static final class Walker extends SimpleFileVisitor<Path> {
    private final boolean reads;
    private int files;
    private long bytes;
    private double millis;

    Walker(boolean reads) {
      this.reads = reads;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      files++;
      bytes += reads ? Files.readAllBytes(file).length : attributes.size();
      return FileVisitResult.CONTINUE;
    }
  }
}
