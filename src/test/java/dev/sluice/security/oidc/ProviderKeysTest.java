package dev.sluice.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final Queue<Runnable> work = new ArrayDeque<>();
  private FakeProvider provider;
  private ProviderKeys keys;

  @BeforeEach
  void prepare() throws IOException {
    provider = new FakeProvider();
    keys =
        new ProviderKeys(new ProviderDocuments(URI.create(provider.issuer())), timers, work::add);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void find_first_readsTheKeysOnAWorker() {
    UniAssertSubscriber<ProviderKeys.Lookup> first = ask(FakeProvider.KEY);

    first.assertNotTerminated();
    runWork();

    assertThat(first.getItem()).isInstanceOf(ProviderKeys.Found.class);
    assertThat(found(FakeProvider.KEY)).isInstanceOf(ProviderKeys.Found.class);
    assertThat(provider.readings).hasValue(1);
  }

  @Test
  void find_manyAtOnce_causeOneReading() {
    var asked = Stream.generate(() -> ask(FakeProvider.KEY)).limit(100).toList();

    runWork();

    assertThat(asked)
        .allSatisfy(a -> assertThat(a.getItem()).isInstanceOf(ProviderKeys.Found.class));
    assertThat(provider.readings).hasValue(1);
  }

  @Test
  void find_keyAfterRotation_isReadOnceThePauseIsOver() {
    PublicJsonWebKey next = FakeProvider.rsa("key-2");
    found(FakeProvider.KEY);
    provider.keys.set(0, next);

    assertThat(found(next)).as("soon after a reading").isInstanceOf(ProviderKeys.None.class);
    assertThat(provider.readings).hasValue(1);
    timers.advance(ProviderKeys.PAUSE);

    assertThat(found(next)).isInstanceOf(ProviderKeys.Found.class);
    assertThat(found(FakeProvider.KEY)).as("withdrawn").isInstanceOf(ProviderKeys.None.class);
    assertThat(provider.readings).hasValue(2);
  }

  @Test
  void find_keyInMemory_isRefreshedWithoutWaiting() {
    found(FakeProvider.KEY);
    provider.keys.clear();
    timers.advance(ProviderKeys.FRESH);

    assertThat(ask(FakeProvider.KEY).getItem()).isInstanceOf(ProviderKeys.Found.class);
    runWork();

    assertThat(found(FakeProvider.KEY)).isInstanceOf(ProviderKeys.None.class);
    assertThat(provider.readings).hasValue(2);
  }

  @Test
  void find_providerIsAway_saysWhenToTryAgainAndRecovers() {
    provider.answerWith(503);

    assertThat(found(FakeProvider.KEY)).isEqualTo(new ProviderKeys.Away(ProviderKeys.PAUSE));
    provider.answerWith(200);
    timers.advance(Duration.ofSeconds(4));
    assertThat(found(FakeProvider.KEY)).isEqualTo(new ProviderKeys.Away(Duration.ofSeconds(6)));
    assertThat(provider.readings).hasValue(0);
    timers.advance(Duration.ofSeconds(6));

    assertThat(found(FakeProvider.KEY)).isInstanceOf(ProviderKeys.Found.class);
  }

  @Test
  void find_providerGoesAway_keepsTheKeysThatItHas() {
    found(FakeProvider.KEY);
    provider.close();
    timers.advance(ProviderKeys.FRESH);

    found(FakeProvider.KEY);

    assertThat(found(FakeProvider.KEY)).isInstanceOf(ProviderKeys.Found.class);
    assertThat(found(FakeProvider.rsa("key-2"))).isInstanceOf(ProviderKeys.Away.class);
  }

  @Test
  void find_descriptionOfAnotherIssuer_isNotUsed() {
    provider.nameIssuer("https://other.example");

    assertThat(found(FakeProvider.KEY)).isInstanceOf(ProviderKeys.Away.class);
    assertThat(provider.readings).hasValue(0);
  }

  private ProviderKeys.Lookup found(PublicJsonWebKey key) {
    UniAssertSubscriber<ProviderKeys.Lookup> asked = ask(key);
    runWork();
    return asked.assertCompleted().getItem();
  }

  private UniAssertSubscriber<ProviderKeys.Lookup> ask(PublicJsonWebKey key) {
    return keys.find(signature(key)).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private void runWork() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  private JsonWebSignature signature(PublicJsonWebKey key) {
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setCompactSerialization(
          FakeProvider.sign(
              provider.claims(clock.instant()), key, AlgorithmIdentifiers.RSA_USING_SHA256));
      return signature;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
