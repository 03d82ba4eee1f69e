package dev.sluice.legacy.executor.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.legacy.executor.token.SignedClaims.InvalidTokenException;
import dev.sluice.time.TestClock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedClaimsTest {
  /** Longer than HS512 asks for, so that only the algorithm is at fault. */
  private static final String SECRET =
      "a secret of the tests, of more than sixty-four bytes, which HS512 needs for its key";

  private static final String WRONG = "its signature, its algorithm (HS256) or its time (exp)";

  private final TestClock clock = new TestClock();
  private final SignedClaims claims = new SignedClaims(SECRET, clock);
  private final JwtClaims worker = SignedToken.ofWorker("w-1", clock.instant());

  private void assertRefused(String token, String why) {
    assertThatThrownBy(() -> claims.of(token))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining(why);
  }

  @Test
  void of_signedByTheSecret_areItsClaims() throws Exception {
    assertThat(claims.of(SignedToken.signed(worker, SECRET)).getStringClaimValue("workerId"))
        .isEqualTo("w-1");
  }

  @Test
  void of_secretOfSixteenBytes_isEnough() throws Exception {
    String secret = "0123456789abcdef";

    assertThat(new SignedClaims(secret, clock).of(SignedToken.signed(worker, secret)).toJson())
        .isEqualTo(worker.toJson());
  }

  @Test
  void of_otherSecret_isRefused() {
    assertRefused(SignedToken.signed(worker, SECRET + "x"), WRONG);
  }

  @Test
  void of_changedClaim_isRefused() {
    String[] parts = SignedToken.signed(worker, SECRET).split("\\.");
    worker.setStringClaim("workerId", "w-2");

    assertRefused(parts[0] + "." + base64(worker.toJson()) + "." + parts[2], WRONG);
  }

  @Test
  void of_expired_isRefusedAfterTheSkew() throws Exception {
    String token = SignedToken.signed(worker, SECRET);

    clock.advance(Duration.ofHours(24).plusSeconds(29));
    assertThat(claims.of(token)).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertRefused(token, "it has expired");
  }

  @Test
  void of_withoutExp_isRefused() {
    worker.unsetClaim("exp");

    assertRefused(SignedToken.signed(worker, SECRET), WRONG);
  }

  @Test
  void of_notYetValid_isRefused() {
    worker.setNotBefore(
        NumericDate.fromMilliseconds(clock.instant().plus(Duration.ofHours(1)).toEpochMilli()));

    assertRefused(SignedToken.signed(worker, SECRET), WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "{}", "[1]", "null", "true"})
  void of_expOfAnotherType_isRefused(String exp) {
    String payload = "{\"workerId\": \"w-1\", \"exp\": " + exp + "}";

    assertRefused(
        SignedToken.signed(payload, AlgorithmIdentifiers.HMAC_SHA256, SignedToken.key(SECRET)),
        "wrong");
  }

  @ParameterizedTest
  @CsvSource({"HS384", "HS512"})
  void of_longerHash_isRefused(String algorithm) {
    assertRefused(SignedToken.signed(worker.toJson(), algorithm, SignedToken.key(SECRET)), WRONG);
  }

  @Test
  void of_rsaSignature_isRefused() throws Exception {
    PublicJsonWebKey rsa = RsaJwkGenerator.generateJwk(2048);

    assertRefused(
        SignedToken.signed(
            worker.toJson(), AlgorithmIdentifiers.RSA_USING_SHA256, rsa.getPrivateKey()),
        WRONG);
  }

  @Test
  void of_rsaHeaderOverAnHmac_isRefused() throws Exception {
    String input = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(worker.toJson());

    assertRefused(input + "." + hmac(input), WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS256 "})
  void of_algorithmByName_isRefused(String algorithm) throws Exception {
    String input = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(worker.toJson());

    assertRefused(input + ".", "it is no signed JSON Web Token");
    assertRefused(input + "." + hmac(input), WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":5}",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"alg\":{\"HS256\":1}}",
        "{}",
        "[]",
        "HS256",
        "{\"alg\":\"HS256\",\"crit\":[\"x\"]}",
        "{\"alg\":\"HS256\",\"crit\":\"x\"}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}"
      })
  void of_malformedHeader_isRefused(String header) throws Exception {
    String input = base64(header) + "." + base64(worker.toJson());

    assertThatThrownBy(() -> claims.of(input + "." + hmac(input)))
        .isInstanceOf(InvalidTokenException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "null", "\"w-1\"", "{", "not JSON", "{\"exp\":1,\"exp\":2}"})
  void of_payloadIsNoObject_isRefused(String payload) throws Exception {
    String input = base64("{\"alg\":\"HS256\"}") + "." + base64(payload);

    assertThatThrownBy(() -> claims.of(input + "." + hmac(input)))
        .isInstanceOf(InvalidTokenException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud"})
  void of_tokenForAnotherSystem_isRefused(String claim) {
    worker.setStringClaim(claim, "other");

    assertRefused(SignedToken.signed(worker, SECRET), "it has the claim iss or aud");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c.d.e",
        "slc_1234",
        "a.b.c\n",
        "ä.b.c",
        "a b.c.d"
      })
  void of_garbage_isRefused(String token) {
    assertRefused(token, "it is no signed JSON Web Token");
  }

  @Test
  void of_threePartsOfGarbage_areRefused() {
    assertRefused("a.b.c", WRONG);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String hmac(String input) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new HmacKey(SECRET.getBytes(UTF_8)));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac.doFinal(input.getBytes(UTF_8)));
  }
}
