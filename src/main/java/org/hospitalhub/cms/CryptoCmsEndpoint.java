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

    @UriPath(description = "What to do")
    @Metadata(required = true)
    private final CryptoOperation cryptoOperation;

    @UriPath(description = "Any name; tells endpoints apart")
    @Metadata(required = true)
    private final String name;

    @UriParam(
            label = "sign",
            description = "Who signs: names of configured signers or #beans of type SigningKey, separated by commas")
    private @Nullable String signer;

    @UriParam(
            label = "sign",
            defaultValue = "true",
            description = "Whether the content travels inside the signature (attached). Otherwise the body stays as it"
                    + " is and the signature goes to the header CamelCryptoCmsSignedData")
    private boolean includeContent = true;

    @UriParam(label = "sign", description = "Whether the signature is written as base64 without line breaks")
    private boolean toBase64;

    @UriParam(label = "verify", description = "Whether the signature is given as base64")
    private boolean fromBase64;

    @UriParam(
            label = "verify",
            description = "Whom to believe: a #bean of type Trust. Without it only the signatures are checked, not who"
                    + " the signers are")
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
        throw new UnsupportedOperationException("crypto-cms can only be sent to.");
    }

    /** Returns what it does. */
    public CryptoOperation getCryptoOperation() {
        return cryptoOperation;
    }

    /** Returns its name. */
    public String getName() {
        return name;
    }

    /** Returns who signs. */
    public @Nullable String getSigner() {
        return signer;
    }

    /** Sets who signs. */
    public void setSigner(@Nullable String signer) {
        this.signer = signer;
    }

    /** Returns whether the content travels inside. */
    public boolean isIncludeContent() {
        return includeContent;
    }

    /** Sets whether the content travels inside. */
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

    /** Returns the authorities whose certificates it trusts. */
    public @Nullable Trust getTrust() {
        return trust;
    }

    /** Sets whom it believes. */
    public void setTrust(@Nullable Trust trust) {
        this.trust = trust;
    }
}
