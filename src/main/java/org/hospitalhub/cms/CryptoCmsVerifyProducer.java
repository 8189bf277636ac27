package org.hospitalhub.cms;

import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Verifies signed bodies and replaces them by the signed content. */
final class CryptoCmsVerifyProducer extends DefaultProducer {

    private final CryptoCmsEndpoint endpoint;
    private final CmsVerifier verifier;

    CryptoCmsVerifyProducer(CryptoCmsEndpoint endpoint, CryptoCmsComponent component) {
        super(endpoint);
        this.endpoint = endpoint;
        this.verifier = new CmsVerifier(component.clockOrSystem());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        byte[] body = message.getMandatoryBody(byte[].class);
        byte[] detached = message.getHeader(CryptoCmsConstants.SIGNED_DATA, byte[].class);
        VerifiedSignature verified = detached == null
                ? verifier.verify(plain(body), null, endpoint.getTrust())
                : verifier.verify(plain(detached), body, endpoint.getTrust());
        message.removeHeader(CryptoCmsConstants.SIGNED_DATA);
        message.setBody(verified.content());
    }

    private byte[] plain(byte[] signed) {
        if (!endpoint.isFromBase64()) {
            return signed;
        }
        try {
            return Base64.getMimeDecoder().decode(signed);
        } catch (IllegalArgumentException notBase64) {
            throw new CmsException(CmsException.Reason.NOT_SIGNED_DATA, "The signature is not base64.", notBase64);
        }
    }
}
