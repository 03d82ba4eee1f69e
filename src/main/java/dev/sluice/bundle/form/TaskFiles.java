package dev.sluice.bundle.form;

import java.io.IOException;
import java.util.List;

/** The files of one task. Names are relative, with slashes between their parts. */
interface TaskFiles {

  boolean has(String name) throws IOException;

  /**
   * @throws RefusedFileException if the file is larger than {@code limit} bytes, is not a plain
   *     file, or lies outside the source
   * @throws java.nio.file.NoSuchFileException if the file does not exist
   */
  byte[] read(String name, long limit) throws IOException;

  /** The names of the files below {@code tests/} that end in {@code .json}, in order. */
  List<String> tests() throws IOException;
}
