import { describeOwners } from '../support/owner-cases.ts';
import { startApp } from '../support/start-app.ts';

describeOwners(() => startApp());
