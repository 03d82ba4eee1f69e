package dev.sluice.file;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.sluice.http.ProblemException;
import java.util.regex.Pattern;

/** The id of a file. */
public final class FileId {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private FileId() {}

  static String next() {
    return "file-" + IDS.generate();
  }

  /** Whether the text can be an id. */
  public static boolean isValid(String id) {
    return SHAPE.matcher(id).matches();
  }

  /** 404. */
  public static ProblemException unknown(String id) {
    return ProblemException.notFound("file", id);
  }
}
