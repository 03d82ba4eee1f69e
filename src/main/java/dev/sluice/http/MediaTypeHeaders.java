package dev.sluice.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prevents that a request is refused because of headers that name media types. A client whose
 * {@code Accept} names no form of a path gets the form that exists, rather than 406: generated
 * clients name one type for all answers, such as that of problems. Where a path has several forms,
 * {@code Accept} chooses as before. Text that is not a media type is removed, from {@code
 * Content-Type} too, which no route reads.
 */
@Singleton
final class MediaTypeHeaders {
  private static final int FIRST = -2_000_000;
  private static final String ACCEPT = "Accept";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String ANYTHING = "*/*;q=0.001";

  /** Of the forms of the metrics, the one that every client can read. */
  private static final String TEXT = "text/plain;q=0.002";

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
  private static final String WEIGHT = "[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)";
  private static final String OTHER = "(?![qQ]=)" + TOKEN + "=(" + TOKEN + "|\"[^\"\\\\,]*\")";
  private static final Pattern MEDIA_RANGE =
      Pattern.compile(
          "(\\*/\\*|TOKEN/TOKEN)( ?; ?(WEIGHT|OTHER))*"
              .replace("TOKEN", TOKEN)
              .replace("WEIGHT", WEIGHT)
              .replace("OTHER", OTHER));

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(MediaTypeHeaders::mend);
  }

  private static void mend(RoutingContext context) {
    MultiMap headers = context.request().headers();
    if (headers.contains(ACCEPT)) {
      headers.set(ACCEPT, withOthers(headers.getAll(ACCEPT)));
    }
    if (headers.contains(CONTENT_TYPE)) {
      List<String> types = headers.getAll(CONTENT_TYPE);
      headers.remove(CONTENT_TYPE);
      firstMediaType(types).ifPresent(type -> headers.set(CONTENT_TYPE, type));
    }
    context.next();
  }

  /** A request may have the header several times, and the framework looks at any of them. */
  static Optional<String> firstMediaType(List<String> types) {
    return types.stream().map(String::trim).filter(MediaTypeHeaders::isMediaType).findFirst();
  }

  private static boolean isMediaType(String text) {
    return MEDIA_RANGE.matcher(text).matches();
  }

  static String withOthers(List<String> accepts) {
    String accept = String.join(",", accepts);
    // The route of the metrics sends text whenever text is named, whatever its weight.
    Stream<String> others =
        accept.contains("openmetrics") ? Stream.of(ANYTHING) : Stream.of(TEXT, ANYTHING);
    Stream<String> known =
        Stream.of(accept.split(",")).map(String::trim).filter(MediaTypeHeaders::isMediaType);
    return Stream.concat(known, others).collect(Collectors.joining(", "));
  }
}
