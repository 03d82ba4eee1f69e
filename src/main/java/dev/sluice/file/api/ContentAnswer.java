package dev.sluice.file.api;

import dev.sluice.file.FileStore;
import dev.sluice.file.StoredFile;
import dev.sluice.file.api.ByteRange.Part;
import dev.sluice.file.api.ByteRange.Unsatisfiable;
import dev.sluice.file.api.Transfers.Transfer;
import dev.sluice.http.ProblemException;
import dev.sluice.sse.ResponsePump;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Answers with the content of a file, a part of it, or 304 to a client that has it. */
@Singleton
public final class ContentAnswer {
  /** Bytes; a client that takes one of them is not standing still. */
  private static final int PART = 64 << 10;

  private final FileStore files;
  private final Transfers transfers;

  ContentAnswer(FileStore files, Transfers transfers) {
    this.files = files;
    this.transfers = transfers;
  }

  /**
   * @throws ProblemException 412 if the client asks for other content only, 416 if the range has no
   *     byte of it, 503 if there are too many transfers
   */
  public void send(HttpServerRequest request, StoredFile file) {
    HttpServerResponse response = request.response();
    String tag = EntityTags.of(file.sha256());
    if (EntityTags.excludes(request.getHeader("If-Match"), tag)) {
      throw ProblemException.of(
          412, "precondition_failed", "If-Match names other content than " + tag);
    }
    response.putHeader("ETag", tag);
    response.putHeader("Accept-Ranges", "bytes");
    response.putHeader("Cache-Control", "private, no-cache");
    if (EntityTags.has(request.getHeader("If-None-Match"), tag)) {
      response.setStatusCode(304).end();
      return;
    }
    ByteRange whole = new ByteRange(0, file.size() - 1);
    ByteRange.Asked asked = asked(request, file, tag);
    ByteRange range = asked instanceof Part part ? part.range() : whole;
    if (request.method().equals(HttpMethod.HEAD)) {
      describe(response, file, range);
      response.end();
      return;
    }
    Transfer transfer = transfers.begin(response::reset);
    describe(response, file, range);
    if (asked instanceof Part) {
      response.setStatusCode(206).putHeader("Content-Range", range.contentRange(file.size()));
    }
    pump(response, file, range, transfer);
  }

  /**
   * Sends a ZIP that is made of a file.
   *
   * @param form makes the ZIP of the content
   * @throws ProblemException 503 if there are too many transfers
   */
  public void sendZip(
      HttpServerResponse response, StoredFile file, UnaryOperator<Multi<Buffer>> form) {
    Transfer transfer = transfers.begin(response::reset);
    describe(response, "application/zip", file.filename() + ".zip");
    response.setChunked(true);
    Multi<Buffer> content =
        form.apply(files.read(file, 0, file.size() - 1).invoke(part -> transfer.progress()));
    content.subscribe(new ResponsePump(response, transfer::end));
  }

  private static ByteRange.Asked asked(HttpServerRequest request, StoredFile file, String tag) {
    boolean ranged =
        request.method().equals(HttpMethod.GET)
            && EntityTags.continues(request.getHeader("If-Range"), tag);
    ByteRange.Asked asked = ByteRange.of(ranged ? request.getHeader("Range") : null, file.size());
    if (asked instanceof Unsatisfiable) {
      request.response().putHeader("Content-Range", "bytes */" + file.size());
      throw ProblemException.of(
          416, "range_not_satisfiable", "the file has " + file.size() + " bytes");
    }
    return asked;
  }

  private static void describe(HttpServerResponse response, StoredFile file, ByteRange range) {
    response.putHeader("Content-Length", Long.toString(range.length()));
    describe(response, file.contentType(), file.filename());
  }

  /** A browser saves the file, and shows no page that a stranger uploaded. */
  private static void describe(HttpServerResponse response, String type, String filename) {
    response.putHeader("Content-Type", type);
    response.putHeader("Content-Disposition", "attachment; filename*=UTF-8''" + encoded(filename));
    response.putHeader("X-Content-Type-Options", "nosniff");
  }

  private static String encoded(String filename) {
    return URLEncoder.encode(filename, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A");
  }

  private void pump(
      HttpServerResponse response, StoredFile file, ByteRange range, Transfer transfer) {
    files
        .read(file, range.from(), range.toInclusive())
        .onItem()
        .transformToIterable(ContentAnswer::parts)
        .invoke(part -> transfer.progress())
        .subscribe(new ResponsePump(response, transfer::end));
  }

  private static Iterable<Buffer> parts(Buffer bytes) {
    return IntStream.iterate(0, at -> at < bytes.length(), at -> at + PART)
        .mapToObj(at -> bytes.slice(at, Math.min(bytes.length(), at + PART)))
        .toList();
  }
}
