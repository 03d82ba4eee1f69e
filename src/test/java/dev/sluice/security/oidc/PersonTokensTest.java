package dev.sluice.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Caller;
import dev.sluice.http.Identification;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.token.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonTokensTest {
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private FakeProvider provider;
  private PersonTokens people;
  private JwtClaims claims;

  @BeforeEach
  void prepare() throws IOException {
    provider = new FakeProvider();
    people = with("roles");
    claims = provider.claims(clock.instant());
    claims.setStringListClaim("roles", "dev", "unmapped");
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private PersonTokens with(String rolesClaim) {
    return new PersonTokens(
        new TestOidcConfig(
            provider.issuer(), FakeProvider.AUDIENCE, rolesClaim, TestOidcConfig.ROLES),
        clock,
        timers,
        Runnable::run);
  }

  @Test
  void find_validToken_isThePersonWithTheScopesOfTheRoles() {
    Caller caller = known(FakeProvider.sign(claims));

    assertThat(caller.token().name()).isEqualTo("alice");
    assertThat(caller.token().scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.SUBMIT);
    assertThat(caller.token().expiresAt()).isEqualTo(clock.instant().plusSeconds(300));
  }

  @Test
  void find_severalRoles_haveTheScopesOfAll() {
    claims.setStringListClaim("roles", "auditor", "ops");

    assertThat(known(FakeProvider.sign(claims)).token().scopes())
        .containsExactlyInAnyOrder(Scope.READ, Scope.OPERATE);
  }

  @Test
  void find_ellipticCurve_isAccepted() throws JoseException {
    PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId("curve");
    provider.keys.add(key);

    known(FakeProvider.sign(claims, key, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
  }

  @Test
  void find_audienceAmongOthers_isAccepted() {
    claims.setAudience("account", FakeProvider.AUDIENCE);

    known(FakeProvider.sign(claims));
  }

  @Test
  void find_otherSignature_isRefused() {
    PublicJsonWebKey other = FakeProvider.rsa(FakeProvider.KEY.getKeyId());

    refused(FakeProvider.sign(claims, other, AlgorithmIdentifiers.RSA_USING_SHA256));
  }

  @Test
  void find_changedClaims_isRefused() {
    String[] parts = FakeProvider.sign(claims).split("\\.");
    claims.setStringListClaim("roles", "ops");

    refused(parts[0] + "." + encoded(claims.toJson()) + "." + parts[2]);
  }

  @Test
  void find_algorithmNone_isRefused() {
    JsonWebSignature unsigned = new JsonWebSignature();
    unsigned.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    unsigned.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    unsigned.setKeyIdHeaderValue(FakeProvider.KEY.getKeyId());
    unsigned.setPayload(claims.toJson());

    refused(FakeProvider.compact(unsigned));
    refused(encoded("{\"alg\":\"None\",\"kid\":\"key-1\"}") + "." + encoded(claims.toJson()) + ".");
    assertThat(provider.readings).hasValue(0);
  }

  @Test
  void find_publicKeyAsSecret_isRefused() {
    JsonWebSignature code = new JsonWebSignature();
    code.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    code.setKeyIdHeaderValue(FakeProvider.KEY.getKeyId());
    code.setKey(new HmacKey(FakeProvider.KEY.getKey().getEncoded()));
    code.setPayload(claims.toJson());

    refused(FakeProvider.compact(code));
  }

  @Test
  void find_otherAlgorithmOfTheKey_isRefused() {
    refused(FakeProvider.sign(claims, FakeProvider.KEY, AlgorithmIdentifiers.RSA_PSS_USING_SHA256));
  }

  @Test
  void find_expired_isRefusedAfterTheSkewOfClocks() {
    String token = FakeProvider.sign(claims);

    clock.advance(Duration.ofSeconds(329));
    known(token);
    clock.advance(Duration.ofSeconds(1));
    refused(token);
  }

  @Test
  void find_withoutExpiration_isRefused() {
    claims.unsetClaim("exp");

    refused(FakeProvider.sign(claims));
  }

  @Test
  void find_notYetValid_isRefusedUpToTheSkewOfClocks() {
    claims.setNotBefore(NumericDate.fromMilliseconds(clock.millis() + 31_000));
    String token = FakeProvider.sign(claims);

    refused(token);
    clock.advance(Duration.ofSeconds(1));
    known(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://other.example", "", "/"})
  void find_otherIssuer_isRefused(String issuer) {
    claims.setIssuer(issuer.equals("/") ? provider.issuer() + "/" : issuer);

    refused(FakeProvider.sign(claims));
  }

  @Test
  void find_otherAudience_isRefused() {
    claims.setAudience("another-service");
    refused(FakeProvider.sign(claims));

    claims.unsetClaim("aud");
    refused(FakeProvider.sign(claims));
  }

  @Test
  void find_rolesInAnObject_areFoundByTheirPath() {
    people = with("realm_access.roles");
    claims.setClaim("realm_access", Map.of("roles", List.of("ops")));

    assertThat(known(FakeProvider.sign(claims)).token().scopes()).containsExactly(Scope.OPERATE);
  }

  @Test
  void find_claimWithDotsInItsName_isFound() {
    people = with("https://example.org/roles");
    claims.setStringListClaim("https://example.org/roles", "ops");

    assertThat(known(FakeProvider.sign(claims)).token().scopes()).containsExactly(Scope.OPERATE);
  }

  @Test
  void find_oneRoleAsText_counts() {
    claims.setStringClaim("roles", "ops");

    assertThat(known(FakeProvider.sign(claims)).token().scopes()).containsExactly(Scope.OPERATE);
  }

  @Test
  void find_rolesMissingOrOfAnotherType_haveNoScope() {
    for (Object roles : new Object[] {7, Map.of("dev", true), List.of(1, List.of("dev")), ""}) {
      claims.setClaim("roles", roles);
      assertThat(known(FakeProvider.sign(claims)).token().scopes()).isEmpty();
    }
    claims.unsetClaim("roles");
    assertThat(known(FakeProvider.sign(claims)).token().scopes()).isEmpty();
  }

  @Test
  void find_roleNamedLikeAScope_hasNoScope() {
    claims.setStringListClaim("roles", "agent", "unmapped");

    assertThat(known(FakeProvider.sign(claims)).token().scopes()).isEmpty();
  }

  @Test
  void find_nameWithControlCharacters_isMadePrintable() {
    claims.setStringClaim("preferred_username", "eve\n2026 ERROR");

    assertThat(known(FakeProvider.sign(claims)).token().name()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"RS256\",\"kid\":5}",
        "{\"alg\":5,\"kid\":\"key-1\"}",
        "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"crit\":[\"x\"]}",
        "[]",
        "null",
        "x"
      })
  void find_malformedHeader_isRefused(String header) {
    String[] parts = FakeProvider.sign(claims).split("\\.");

    refused(encoded(header) + "." + parts[1] + "." + parts[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "slc_AAAAAAAAAAAAAAAAAAAAAAAA", "a.b", "a.b.c", "a.b.c.d.e", "..", "é.é.é"})
  void find_otherForm_isRefusedWithoutTheProvider(String token) {
    refused(token);
    assertThat(provider.readings).hasValue(0);
  }

  @Test
  void find_deeplyNestedHeader_isRefused() {
    refused(encoded("{\"alg\":" + "[".repeat(5_000)) + ".e30.e30");
  }

  @Test
  void find_claimsOfAnotherType_areRefused() {
    for (String claim : List.of("exp", "nbf", "aud", "iss")) {
      JwtClaims wrong = provider.claims(clock.instant());
      wrong.setClaim(claim, Map.of("a", 1));
      refused(FakeProvider.sign(wrong));
    }
  }

  @Test
  void find_noProvider_isRefused() {
    PersonTokens none = TestOidcConfig.none(clock);

    assertThat(none.areAccepted()).isFalse();
    assertThat(none.find(FakeProvider.sign(claims)).await().indefinitely())
        .isInstanceOf(Identification.Unknown.class);
  }

  private Caller known(String token) {
    Identification found = people.find(token).await().indefinitely();
    assertThat(found).isInstanceOf(Identification.Known.class);
    return ((Identification.Known) found).caller();
  }

  private void refused(String token) {
    assertThat(people.find(token).await().indefinitely())
        .isInstanceOf(Identification.Unknown.class);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
