import 'reflect-metadata';
import { ConfigurationError, readConfiguration } from './config/configuration.js';
import { createHttpApplication } from './http-application.js';

try {
  const configuration = readConfiguration(process.env);
  const application = await createHttpApplication(configuration);
  application.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await application.listen(configuration.port, configuration.host);
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
}
