package dev.sluice.bundle.form;

import java.io.IOException;
import java.util.List;

/** The files of one task, wherever they lie. A name is relative, its parts separated by a slash. */
interface TaskFiles {

  boolean has(String name) throws IOException;

  /**
   * @throws RefusedFileException if it is larger than {@code limit}, not a plain file, or lies
   *     elsewhere
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  byte[] read(String name, long limit) throws IOException;

  /** The names of the files below {@code tests/} that end in {@code .json}, in order. */
  List<String> tests() throws IOException;
}
