package dev.sluice.legacy.executor.file;

import dev.sluice.file.StoredFile;
import dev.sluice.file.api.Receiver;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.ApiRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Stores the part {@code file} of a form. */
@Singleton
public final class FormUpload {
  private static final String FORM = "multipart/form-data";

  private final Receiver receiver;

  FormUpload(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Called on the event loop of the connection, for a route that reads its own body. The other
   * fields of the form are attributes of the request when it is done.
   *
   * @return fails with a problem: 400 if the body is no form or its file is missing or empty, 413
   *     if the file is too large
   */
  public Uni<StoredFile> receive(ApiRequest call) {
    String type = call.context().request().getHeader("Content-Type");
    if (type == null || !type.regionMatches(true, 0, FORM, 0, FORM.length())) {
      throw ApiBody.refused("file must be a part of a form (" + FORM + ")");
    }
    return receiver.receive(call.context(), null).call(file -> ended(call.context().request()));
  }

  /** The fields that follow the file. */
  private static Uni<Void> ended(HttpServerRequest request) {
    return request.isEnded()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(request.end().toCompletionStage());
  }
}
