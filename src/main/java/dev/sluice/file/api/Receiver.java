package dev.sluice.file.api;

import dev.sluice.file.FileStore;
import dev.sluice.file.StoredFile;
import dev.sluice.http.ConnectionEnd;
import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Checks the head of an upload, and stores its file. */
@Singleton
public final class Receiver {
  private final FileStore files;
  private final Transfers transfers;

  Receiver(FileStore files, Transfers transfers) {
    this.files = files;
    this.transfers = transfers;
  }

  /**
   * Called on the event loop of the connection, which is closed after a refusal that does not read
   * the body to its end.
   *
   * @param jobId the job whose result the file is; null for an upload
   * @return fails with a problem: 413 if the file is too large, 415 if its form is not one that
   *     this server reads, and as {@link Upload#receive} does
   */
  public Uni<StoredFile> receive(RoutingContext context, @Nullable String jobId) {
    return Uni.createFrom()
        .deferred(
            () -> {
              checkHead(context.request());
              return Upload.receive(context, jobId, files, transfers);
            })
        .onFailure()
        .invoke(() -> announceEnd(context));
  }

  private void checkHead(HttpServerRequest request) {
    String coding = request.getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw unsupported("Content-Encoding must be absent: a file is stored as it is sent");
    }
    String type = request.getHeader("Content-Type");
    if (Upload.isForm(request)
        && type != null
        && !type.regionMatches(true, 0, "multipart/form-data", 0, 19)) {
      throw unsupported("Content-Type must be multipart/form-data or that of the file");
    }
    files.requireSize(Upload.isForm(request) ? 0 : declaredLength(request));
  }

  private static ProblemException unsupported(String detail) {
    return ProblemException.of(415, "unsupported_media_type", detail);
  }

  /** Bytes; 0 if it is unknown. A form is longer than its file, which is bounded as it arrives. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
  }

  /** After a refusal: the connection is closed if the body was not read to its end. */
  static void announceEnd(RoutingContext context) {
    if (!context.request().isEnded() && !context.response().headWritten()) {
      ConnectionEnd.announce(context);
    }
  }
}
