import { INDEXES } from '../../../server/storage/mongo/indexes.ts';
import { createDatabase, describeMongo } from '../../support/mongo/database.ts';
import { describeOwners } from '../../support/owner-cases.ts';
import { startApp } from '../../support/start-app.ts';

describeMongo('on MongoDB', (serverUrl) => {
  describeOwners(async () => {
    const database = await createDatabase(serverUrl, INDEXES);
    const app = await startApp({ env: { DATABASE_URL: database.url } });
    return {
      ...app,
      async close() {
        await app.close();
        await database.drop();
      },
    };
  });
});
