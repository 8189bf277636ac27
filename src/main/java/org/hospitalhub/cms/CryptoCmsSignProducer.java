package org.hospitalhub.cms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Signs bodies. */
final class CryptoCmsSignProducer extends DefaultProducer {

    private final CryptoCmsEndpoint endpoint;
    private final CryptoCmsComponent component;
    private final CmsSigner signer;

    CryptoCmsSignProducer(CryptoCmsEndpoint endpoint, CryptoCmsComponent component) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = component;
        this.signer = new CmsSigner(component.clockOrSystem(), component.getTimeStampAuthority());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        byte[] content = message.getMandatoryBody(byte[].class);
        Object named = message.removeHeader(CryptoCmsConstants.SIGNER);
        byte[] signed =
                signer.sign(content, endpoint.isIncludeContent(), keys(named == null ? endpoint.getSigner() : named));
        Object written = endpoint.isToBase64()
                ? new String(Base64.getEncoder().encode(signed), StandardCharsets.US_ASCII)
                : signed;
        if (endpoint.isIncludeContent()) {
            message.setBody(written);
        } else {
            message.setBody(content);
            message.setHeader(CryptoCmsConstants.SIGNED_DATA, written);
        }
    }

    /** Looks keys up for every message, so that a renewed certificate is used without a restart. */
    private List<SigningKey> keys(@Nullable Object names) {
        List<SigningKey> keys = new ArrayList<>();
        for (String name : String.valueOf(names == null ? "" : names).split(",")) {
            if (!name.isBlank()) {
                keys.add(key(name.strip()));
            }
        }
        return keys;
    }

    private SigningKey key(String name) {
        if (name.startsWith("#")) {
            return CamelContextHelper.mandatoryLookup(endpoint.getCamelContext(), name.substring(1), SigningKey.class);
        }
        SigningKeys known = component.getSigningKeys();
        if (known == null) {
            throw new CmsException(CmsException.Reason.NO_SIGNER, "No signers are configured.");
        }
        return known.named(name);
    }
}
