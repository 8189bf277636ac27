package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CryptoCmsComponentTest {

    private static final byte[] CONTENT = "{\"a\": 1}".getBytes(UTF_8);
    private static final String ROUTES = """
            - route:
                id: sign
                from: {uri: "direct:sign", steps: [{to: {uri: "crypto-cms:sign:ask", parameters: {signer: clinic, toBase64: true}}}]}
            - route:
                id: verify
                from: {uri: "direct:verify", steps: [{to: {uri: "crypto-cms:verify:in", parameters: {trust: "#trust", fromBase64: true}}}]}
            - route:
                id: detached
                from: {uri: "direct:detached", steps: [{to: "crypto-cms:sign:ask?signer=#clinicKey,other&includeContent=false"}, {to: "crypto-cms:verify:in"}]}
            """;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        Signers rsa = Signers.shared(SignatureScheme.RSA);
        Map<String, SigningKey> keys = Map.of("clinic", rsa.person(), "other", rsa.person());
        camel.getRegistry()
                .bind("keys", SigningKeys.class, (SigningKeys) name -> Objects.requireNonNull(keys.get(name)));
        camel.getRegistry().bind("clock", InstantSource.class, InstantSource.fixed(Signers.NOW));
        camel.getRegistry().bind("trust", rsa.trust());
        camel.getRegistry().bind("clinicKey", keys.get("clinic"));
        Resource routes = ResourceHelper.fromString("signing.camel.yaml", ROUTES);
        PluginHelper.getRoutesLoader(camel).loadRoutes(routes);
        camel.disableJMX();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aYamlRouteSignsAndAnotherOneVerifies() {
        ProducerTemplate template = camel.createProducerTemplate();
        String signed = template.requestBody("direct:sign", CONTENT, String.class);

        assertThat(signed).matches("[A-Za-z0-9+/]+=*");
        assertThat(template.requestBody("direct:verify", signed, byte[].class)).isEqualTo(CONTENT);
    }

    @Test
    void aDetachedSignatureTravelsInItsHeaderAndIsGoneAfterVerifying() {
        var answer = camel.createProducerTemplate()
                .request("direct:detached", each -> each.getMessage().setBody(CONTENT));

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(byte[].class)).isEqualTo(CONTENT);
        assertThat(answer.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void aHeaderNamesTheSignerOfOneMessage() {
        ProducerTemplate template = camel.createProducerTemplate();

        assertThatThrownBy(() ->
                        template.requestBodyAndHeader("direct:sign", CONTENT, CryptoCmsConstants.SIGNER, "#nobody"))
                .isInstanceOf(CamelExecutionException.class)
                .hasStackTraceContaining("nobody");
    }

    @Test
    void garbageIsRefusedWithItsReason() {
        assertThatThrownBy(() -> camel.createProducerTemplate().requestBody("direct:verify", "AAAA"))
                .cause()
                .isInstanceOfSatisfying(CmsException.class, known -> assertThat(known.reason())
                        .isEqualTo(CmsException.Reason.NOT_SIGNED_DATA));
    }

    @Test
    void theCatalogueChecksItsOptions() throws Exception {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        try (var json = getClass().getResourceAsStream("/META-INF/org/hospitalhub/cms/crypto-cms.json")) {
            catalog.addComponent(
                    "crypto-cms", CryptoCmsComponent.class.getName(), new String(json.readAllBytes(), UTF_8));
        }

        assertThat(catalog.validateEndpointProperties("crypto-cms:sign:a?signer=b&toBase64=true")
                        .isSuccess())
                .isTrue();
        assertThat(catalog.validateEndpointProperties("crypto-cms:sign:a?sighner=b")
                        .getUnknown())
                .containsExactly("sighner");
    }

    @Test
    void theRunningContextKnowsTheComponent() throws Exception {
        assertThat(camel.getCamelContextExtension()).isNotNull();
        assertThat(camel.getComponentParameterJsonSchema("crypto-cms")).contains("includeContent");
    }
}
