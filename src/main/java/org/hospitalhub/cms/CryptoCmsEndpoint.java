package org.hospitalhub.cms;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** Sign and verify documents as CMS SignedData (PKCS#7). */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "crypto-cms",
        title = "Crypto CMS",
        syntax = "crypto-cms:cryptoOperation:name",
        category = {Category.SECURITY, Category.TRANSFORMATION},
        producerOnly = true,
        remote = false,
        headersClass = CryptoCmsConstants.class)
public class CryptoCmsEndpoint extends DefaultEndpoint {

    private final CryptoCmsComponent owner;

    @UriPath(description = "Operation: sign or verify")
    @Metadata(required = true)
    private final CryptoOperation cryptoOperation;

    @UriPath(description = "Any name; distinguishes endpoints")
    @Metadata(required = true)
    private final String name;

    @UriParam(
            label = "sign",
            description = "Signers: names of configured signers or #beans of type SigningKey, separated by commas")
    private @Nullable String signer;

    @UriParam(
            label = "sign",
            defaultValue = "true",
            description = "Whether the signature contains the content (attached). Otherwise the body stays unchanged"
                    + " and the signature is set as header CamelCryptoCmsSignedData")
    private boolean includeContent = true;

    @UriParam(label = "sign", description = "Whether the signature is written as base64 without line breaks")
    private boolean toBase64;

    @UriParam(label = "verify", description = "Whether the signature is given as base64")
    private boolean fromBase64;

    @UriParam(
            label = "verify",
            description =
                    "Trusted authorities: a #bean of type Trust. Without it only the signatures are checked, not the"
                            + " identity of the signers")
    private @Nullable Trust trust;

    CryptoCmsEndpoint(String uri, CryptoCmsComponent owner, CryptoOperation operation, String name) {
        super(uri, owner);
        this.owner = owner;
        this.cryptoOperation = operation;
        this.name = name;
    }

    @Override
    public Producer createProducer() {
        return switch (cryptoOperation) {
            case sign -> new CryptoCmsSignProducer(this, owner);
            case verify -> new CryptoCmsVerifyProducer(this, owner);
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("crypto-cms supports producers only.");
    }

    /** Returns the operation. */
    public CryptoOperation getCryptoOperation() {
        return cryptoOperation;
    }

    /** Returns the name of the endpoint. */
    public String getName() {
        return name;
    }

    /** Returns the name of the signer. */
    public @Nullable String getSigner() {
        return signer;
    }

    /** Sets the name of the signer. */
    public void setSigner(@Nullable String signer) {
        this.signer = signer;
    }

    /** Returns whether the content is included in the signature. */
    public boolean isIncludeContent() {
        return includeContent;
    }

    /** Sets whether the content is included in the signature. */
    public void setIncludeContent(boolean includeContent) {
        this.includeContent = includeContent;
    }

    /** Returns whether base64 is written. */
    public boolean isToBase64() {
        return toBase64;
    }

    /** Sets whether base64 is written. */
    public void setToBase64(boolean toBase64) {
        this.toBase64 = toBase64;
    }

    /** Returns whether base64 is read. */
    public boolean isFromBase64() {
        return fromBase64;
    }

    /** Sets whether base64 is read. */
    public void setFromBase64(boolean fromBase64) {
        this.fromBase64 = fromBase64;
    }

    /** Returns the trusted authorities. */
    public @Nullable Trust getTrust() {
        return trust;
    }

    /** Sets the trusted authorities. */
    public void setTrust(@Nullable Trust trust) {
        this.trust = trust;
    }
}
