package dev.sluice.file.api;

import dev.sluice.file.FileName;
import dev.sluice.file.FileStore;
import dev.sluice.file.NewFile;
import dev.sluice.file.StoredFile;
import dev.sluice.file.api.Transfers.Transfer;
import dev.sluice.http.ProblemException;
import dev.sluice.sse.ConnectionLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way in: the body, or the part {@code file} of a form. All calls come on the event
 * loop of the connection.
 */
final class Upload {
  private static final String PART = "file";
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+(;[ -~]{1,100})?");

  private final HttpServerRequest request;
  private final @Nullable String jobId;
  private final FileStore files;
  private final Transfer transfer;
  private final UniEmitter<? super StoredFile> result;
  private final Context loop = Vertx.currentContext();
  private @Nullable Arriving content;
  private @Nullable Cancellable storing;

  private Upload(
      HttpServerRequest request,
      @Nullable String jobId,
      FileStore files,
      Transfers transfers,
      UniEmitter<? super StoredFile> result) {
    this.request = request;
    this.jobId = jobId;
    this.files = files;
    this.result = result;
    this.transfer = transfers.begin(() -> loop.runOnContext(now -> standStill()));
  }

  /**
   * Stores the file of a request, whose head has been checked.
   *
   * @param jobId the job whose result it is; null for an upload
   * @return on the event loop; fails with a problem: 400 for a body that is no file, 408 if it
   *     stands still, 503 if there are too many transfers, and as {@link FileStore#store} does
   */
  static Uni<StoredFile> receive(
      RoutingContext context, @Nullable String jobId, FileStore files, Transfers transfers) {
    HttpServerRequest request = context.request().pause();
    return Uni.createFrom()
        .<StoredFile>emitter(
            result -> new Upload(request, jobId, files, transfers, result).begin(context))
        .emitOn(ConnectionLoop.current());
  }

  static boolean isForm(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    return type != null && type.regionMatches(true, 0, "multipart/", 0, 10);
  }

  private void begin(RoutingContext context) {
    context.addEndHandler(answered -> release());
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    if (isForm(request)) {
      readForm();
    } else {
      store(request.getParam("filename"), request.getHeader("Content-Type"), request);
    }
  }

  private void readForm() {
    try {
      request.setExpectMultipart(true);
    } catch (RuntimeException e) {
      // Without a boundary.
      result.fail(Arriving.broken());
      return;
    }
    FormEnd end = new FormEnd(request.getHeader("Content-Type"));
    request.uploadHandler(this::part);
    request.handler(end::add);
    request.exceptionHandler(e -> fail(Arriving.broken()));
    request.endHandler(ended -> formEnded(end));
    request.resume();
  }

  private void part(HttpServerFileUpload part) {
    if (content == null && part.name().equals(PART)) {
      String asked = request.getParam("filename");
      store(asked == null ? part.filename() : asked, part.contentType(), part);
    }
  }

  private void formEnded(FormEnd end) {
    if (!end.isWhole()) {
      fail(Arriving.broken());
    } else if (content == null) {
      result.fail(
          ProblemException.invalid(
              PART, "required", "must be a part of the form that has a filename"));
    }
  }

  private void store(@Nullable String name, @Nullable String type, ReadStream<Buffer> stream) {
    Arriving arriving = new Arriving(loop, stream, transfer::progress);
    content = arriving;
    try {
      NewFile file = new NewFile(name(name), type(type), jobId);
      storing = files.store(file, arriving).subscribe().with(result::complete, result::fail);
    } catch (ProblemException e) {
      arriving.cancel();
      result.fail(e);
    }
  }

  private static String name(@Nullable String given) {
    return FileName.of(given == null ? FileName.NONE : given)
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "filename",
                    "invalid_value",
                    "must have up to 255 bytes, and no control character"));
  }

  private static String type(@Nullable String given) {
    return given == null || given.startsWith(URL_ENCODED) || !MEDIA_TYPE.matcher(given).matches()
        ? NewFile.BYTES
        : given;
  }

  private void standStill() {
    fail(ProblemException.of(408, "body_too_slow", "the body stood still for too long"));
  }

  /** The store removes what it has before it fails. */
  private void fail(ProblemException problem) {
    if (content == null) {
      result.fail(problem);
    } else {
      content.fail(problem);
    }
  }

  /** The request has been answered, or its connection is closed. */
  private void release() {
    transfer.end();
    if (storing != null) {
      storing.cancel();
    }
  }
}
