package dev.sluice.bundle.form;

import java.io.IOException;
import java.util.List;

/** The files of one task. Names are relative, with slashes between their parts. */
interface TaskFiles {

  boolean has(String name) throws IOException;

  /**
   * <<<<<<< HEAD
   *
   * @throws RefusedFileException if the file is larger than {@code limit} bytes, is not a plain
   *     file, or lies outside the source
   * @throws java.nio.file.NoSuchFileException if the file does not exist =======
   * @throws RefusedFileException if it is larger than {@code limit}, not a plain file, or lies
   *     elsewhere
   * @throws java.nio.file.NoSuchFileException if it does not exist >>>>>>> 1609bf5 (job and http:
   *     beans that submit are SubmitJob, SubmitBatch and SubmissionReader; plain words; tests by
   *     method, condition and result)
   */
  byte[] read(String name, long limit) throws IOException;

  /** The names of the files below {@code tests/} that end in {@code .json}, in order. */
  List<String> tests() throws IOException;
}
