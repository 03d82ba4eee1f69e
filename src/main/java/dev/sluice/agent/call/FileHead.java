package dev.sluice.agent.call;

import dev.sluice.agent.call.Transfer.Incoming;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the head of an answer says about a file.
 *
 * @param name safe to use in a directory
 * @param size of the whole file, bytes
 * @param sha256 of the whole file, hexadecimal
 * @param from offset of the first byte in this answer
 */
public record FileHead(String name, long size, String sha256, long from) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");
  private static final Pattern EXTENDED =
      Pattern.compile("filename\\*=UTF-8''([^;\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUOTED =
      Pattern.compile("filename=\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 255;
  private static final String NO_NAME = "file";

  static FileHead of(Incoming answer) throws IOException {
    Matcher digest = SHA256.matcher(answer.header("ETag"));
    if (!digest.find()) {
      throw new IOException("the server names no checksum of the file");
    }
    String name = name(answer.header("Content-Disposition"));
    if (answer.status() == HttpURLConnection.HTTP_PARTIAL) {
      Matcher range = RANGE.matcher(answer.header("Content-Range"));
      if (!range.matches()) {
        throw new IOException("the server does not say which part of the file it sends");
      }
      return new FileHead(
          name, Long.parseLong(range.group(2)), digest.group(), Long.parseLong(range.group(1)));
    }
    long size = answer.http().getContentLengthLong();
    if (size < 0) {
      throw new IOException("the server does not say how long the file is");
    }
    return new FileHead(name, size, digest.group(), 0);
  }

  /** The name that a header of RFC 6266 gives, as a name in a directory. */
  static String name(String disposition) {
    Matcher extended = EXTENDED.matcher(disposition);
    if (extended.find()) {
      try {
        return safe(
            URLDecoder.decode(extended.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        return NO_NAME;
      }
    }
    Matcher quoted = QUOTED.matcher(disposition);
    return quoted.find() ? safe(quoted.group(1).replaceAll("\\\\(.)", "$1")) : NO_NAME;
  }

  private static String safe(String given) {
    String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    String name = last.replaceAll("\\p{Cntrl}", "_").strip();
    boolean usable =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    return usable ? name : NO_NAME;
  }
}
