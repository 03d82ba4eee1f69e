package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionDeadlinesTest {
  private static final Duration HEAD = Duration.ofSeconds(15);
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final PeerCounts counts = new PeerCounts(1);
  private final ConnectionDeadlines deadlines = new ConnectionDeadlines(HEAD, IDLE, IDLE, counts);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(deadlines, new ChannelDuplexHandler());

  @Test
  void connection_thatSendsNothing_isClosedAfterTheDeadlineOfAHead() {
    pass(14);
    assertThat(channel.isOpen()).isTrue();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_thatTricklesItsHead_isClosedAtTheSameDeadline() {
    for (int second = 0; second < 14; second++) {
      receive();
      pass(1);
    }
    assertThat(channel.isOpen()).isTrue();
    receive();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_whileARequestIsAnswered_hasNoDeadline() {
    receive();
    deadlines.begin();

    pass(10_000);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connection_idleAfterARequest_isClosedAfterTheLongerDeadline() {
    deadlines.begin();
    answer();

    pass(59);
    assertThat(channel.isOpen()).isTrue();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_halfOfASecondHead_isClosedAfterTheDeadlineOfAHead() {
    deadlines.begin();
    answer();
    pass(30);
    receive();

    pass(14);
    assertThat(channel.isOpen()).isTrue();
    receive();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_beyondTheLimitOfItsAddress_isClosedAtOnce() {
    EmbeddedChannel second = new EmbeddedChannel(new ConnectionDeadlines(HEAD, IDLE, IDLE, counts));
    assertThat(second.isOpen()).isFalse();

    channel.close();
    channel.runPendingTasks();

    assertThat(new EmbeddedChannel(new ConnectionDeadlines(HEAD, IDLE, IDLE, counts)).isOpen())
        .isTrue();
  }

  @Test
  void atEnd_answeredOrClosed_runsOnce() {
    AtomicInteger runs = new AtomicInteger();
    deadlines.begin();
    deadlines.atEnd(1, runs::incrementAndGet);
    assertThat(runs).hasValue(0);
    answer();
    assertThat(runs).hasValue(1);

    deadlines.begin();
    deadlines.atEnd(1, runs::incrementAndGet);
    channel.close();
    channel.runPendingTasks();
    assertThat(runs).hasValue(2);
  }

  private void answer() {
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    channel.runPendingTasks();
    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.runPendingTasks();
  }

  private void receive() {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {'G'}));
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
