package org.hospitalhub.wiring;

import org.hospitalhub.wiring.startup.ExitAfterFailedStart;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/**
 * The hub's application context. When the start fails, Spring stops the parts that had started, which may take minutes or never
 * end; so the end of the process is scheduled at the moment of the failure.
 */
final class HubContext extends AnnotationConfigServletWebServerApplicationContext {

    private final ExitAfterFailedStart failed;

    HubContext(ExitAfterFailedStart failed) {
        this.failed = failed;
    }

    @Override
    protected void onRefresh() {
        watched(super::onRefresh);
    }

    @Override
    protected void finishBeanFactoryInitialization(ConfigurableListableBeanFactory beans) {
        watched(() -> super.finishBeanFactoryInitialization(beans));
    }

    @Override
    protected void finishRefresh() {
        watched(super::finishRefresh);
    }

    private void watched(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error thrown) {
            failed.endSoon(thrown);
            throw thrown;
        }
    }
}
