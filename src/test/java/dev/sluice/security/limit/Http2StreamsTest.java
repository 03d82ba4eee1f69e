package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2StreamsTest {
  private static final Duration BODY = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofSeconds(10);

  private final Http2Connection connection = new DefaultHttp2Connection(true);
  private EmbeddedChannel channel;
  private Http2Streams streams;

  @BeforeEach
  void connect() {
    Http2ConnectionHandler handler =
        new Http2ConnectionHandlerBuilder()
            .connection(connection)
            .frameListener(new Http2FrameAdapter())
            .build();
    channel = new EmbeddedChannel(handler);
    channel.freezeTime();
    streams =
        Http2Streams.follow(channel.pipeline().context(handler), BODY, REST, () -> {}, () -> {});
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void stream_bodyTakesTooLong_isReset() throws Http2Exception {
    Http2Stream stream = connection.remote().createStream(1, false);

    pass(BODY);
    assertThat(stream.state()).isEqualTo(Http2Stream.State.OPEN);
    pass(REST);
    assertThat(stream.state()).isEqualTo(Http2Stream.State.CLOSED);
  }

  @Test
  void stream_routeBoundsTheTime_staysOpen() throws Http2Exception {
    Http2Stream stream = connection.remote().createStream(1, false);

    streams.liftForBody(1);
    pass(BODY.plus(REST));

    assertThat(stream.state()).isEqualTo(Http2Stream.State.OPEN);
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
