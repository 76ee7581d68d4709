import { Global, Module } from '@nestjs/common';
import { Notifications } from './notifications.js';

/** Offers notifications between processes. */
@Global()
@Module({ providers: [Notifications], exports: [Notifications] })
export class NotificationsModule {}
